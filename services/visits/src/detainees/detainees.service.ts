import {
  mayActIn,
  Refusal,
  type DetaineeView,
  type InputOf,
  type OutputOf,
  type Principal,
  type putNonAssociation,
  type putRestriction,
  type deleteNonAssociation,
  type Restriction,
} from '@kezek/contracts';
import { insertNew, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { noteAct } from '../acts/act.query';
import { lockDetainees } from './detainee-lock.query';
import { DetaineeRow } from './detainee.row';
import { NonAssociationRow } from './non-association.row';
import { setRestriction } from './restriction.query';
import { RestrictionRow } from './restriction.row';

@Injectable()
export class DetaineesService {
  constructor(
    private readonly work: Work,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * The detainee, where the caller may act in the facility: another's is not there.
   * @throws Refusal `not-found`
   */
  async find(manager: EntityManager, id: string, caller: Principal): Promise<DetaineeRow> {
    const row = await manager.findOneBy(DetaineeRow, { id });
    const facility = row?.facility ?? undefined;
    if (row === null || facility === undefined || !mayActIn(caller, facility)) throw new Refusal('not-found');
    return row;
  }

  async view(id: string, caller: Principal): Promise<DetaineeView> {
    const { manager } = this.dataSource;
    const row = await this.find(manager, id, caller);
    const restrictions = await manager.find(RestrictionRow, {
      where: { detainee: id },
      order: { source: 'ASC', code: 'ASC' },
    });
    return {
      ...viewOf(row),
      restrictions: restrictions.map(restrictionView),
      apart: await apartOf(manager, id),
    };
  }

  /** One of the facility's own: what the custody system has said stays beside it. */
  restrict({ params, body }: InputOf<typeof putRestriction>, caller: Principal): Promise<Restriction> {
    return this.work.run(async (tx, now) => {
      await lockDetainees(tx, [params.id]);
      const { id: detainee } = await this.find(tx, params.id, caller);
      const row: RestrictionRow = {
        detainee,
        source: 'facility',
        code: params.code,
        kind: body.kind,
        fromDay: body.from,
        toDay: body.to ?? null,
        basis: body.basis,
        lifted: false,
        at: now,
      };
      await setRestriction(tx, row);
      const detail = { code: params.code, ...body };
      await noteAct(tx, { at: now, actor: caller.subject, action: 'restriction-set', detainee, detail });
      return restrictionView(row);
    });
  }

  /** Said by the facility of one of the two; the other may be anywhere, if anybody knows of them. */
  keepApart(
    { params, body }: InputOf<typeof putNonAssociation>,
    caller: Principal,
  ): Promise<OutputOf<typeof putNonAssociation>> {
    return this.work.run(async (tx, now) => {
      await lockDetainees(tx, [params.id, params.other]);
      const { id: detainee } = await this.find(tx, params.id, caller);
      await refuseUnknown(tx, params);
      const pair = pairOf(params);
      const written = await insertNew(tx, NonAssociationRow, { ...pair, ...body });
      if (written === undefined) await tx.update(NonAssociationRow, pair, body);
      const detail = { other: params.other, ...body };
      await noteAct(tx, { at: now, actor: caller.subject, action: 'non-association-set', detainee, detail });
      return { detainees: [pair.detainee, pair.other], ...body };
    });
  }

  letMeet({ params }: InputOf<typeof deleteNonAssociation>, caller: Principal): Promise<undefined> {
    return this.work.run(async (tx, now) => {
      await lockDetainees(tx, [params.id, params.other]);
      const { id: detainee } = await this.find(tx, params.id, caller);
      await tx.delete(NonAssociationRow, pairOf(params));
      const detail = { other: params.other };
      await noteAct(tx, {
        at: now,
        actor: caller.subject,
        action: 'non-association-ended',
        detainee,
        detail,
      });
      return undefined;
    });
  }
}

type Pair = InputOf<typeof putNonAssociation>['params'];

const pairOf = ({ id, other }: Pair): Pick<NonAssociationRow, 'detainee' | 'other'> =>
  id < other ? { detainee: id, other } : { detainee: other, other: id };

async function refuseUnknown(manager: EntityManager, { id, other }: Pair): Promise<void> {
  if (id === other || !(await manager.existsBy(DetaineeRow, { id: other }))) throw new Refusal('not-found');
}

/** Whom a detainee must not meet. */
export async function apartOf(manager: EntityManager, id: string): Promise<string[]> {
  const pairs = await manager.find(NonAssociationRow, { where: [{ detainee: id }, { other: id }] });
  return pairs.map(({ detainee, other }) => (detainee === id ? other : detainee)).sort();
}

type Plain = Omit<DetaineeView, 'restrictions' | 'apart'>;

const viewOf = ({ id, minor, gaps, asOf, ...row }: DetaineeRow): Plain => ({
  id,
  minor,
  gaps,
  asOf: asOf.toISOString(),
  ...(row.facility !== null && { facility: row.facility }),
  ...(row.unit !== null && { unit: row.unit }),
  ...(row.status !== null && { status: row.status }),
  ...(row.body !== null && { body: row.body }),
  ...(row.whereabouts !== null && { whereabouts: row.whereabouts }),
  ...(row.since !== null && { since: row.since.toISOString() }),
  ...(row.destination !== null && { destination: row.destination }),
  ...(row.expectedBackAt !== null && { expectedBackAt: row.expectedBackAt.toISOString() }),
});

const restrictionView = ({
  code,
  kind,
  fromDay,
  toDay,
  basis,
  source,
  lifted,
}: RestrictionRow): Restriction => ({
  code,
  kind,
  from: fromDay,
  ...(toDay !== null && { to: toDay }),
  basis,
  source,
  lifted,
});
