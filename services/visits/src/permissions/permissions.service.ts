import {
  permissionRegistered,
  Refusal,
  registerPermission,
  type InputOf,
  type PermissionView,
  type Principal,
  type revokePermission,
} from '@kezek/contracts';
import { insertNew, uuidv7, Work, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { noteAct } from '../acts/act.query';
import { DetaineesService } from '../detainees/detainees.service';
import type { DetaineeRow } from '../detainees/detainee.row';
import { FacilitiesService } from '../facilities/facilities.service';
import { contactFor } from '../people/access.query';
import { lockPermission, savePermission, tellPermission } from './permission.query';
import { PermissionRow } from './permission.row';
import { actionsIn, decide, stateOn } from './permission.rules';

type Register = InputOf<typeof registerPermission>;

@Injectable()
export class PermissionsService {
  constructor(
    private readonly work: Work,
    private readonly dataSource: DataSource,
    private readonly facilities: FacilitiesService,
    private readonly detainees: DetaineesService,
  ) {}

  /** @throws Refusal `not-found` for a detainee or a visitor who is not of the caller's facility, `permission-exists` */
  register(input: Register, caller: Principal): Promise<Once<PermissionView>> {
    const call = { operation: registerPermission, input, client: caller.subject };
    return this.work.once(call, async (tx, now) => {
      const detainee = await this.detainees.find(tx, input.body.detainee, caller);
      await refuseStrangers(tx, input.body.people, caller);
      const today = await this.facilities.dayAt(tx, detainee.facility, now);
      const { uses } = input.body;
      const fresh = { ...input.body, usesLeft: uses, state: 'issued' as const };
      const row = {
        ...fresh,
        id: uuidv7(now.getTime()),
        state: stateOn(fresh, today),
        version: 1,
        changedAt: now,
      };
      const written = await insertNew(tx, PermissionRow, row);
      if (written === undefined) throw await this.#exists(tx, input.body, caller);
      await tellPermission(tx, written, permissionRegistered);
      await note(tx, written, { action: 'permission-registered', by: caller });
      return viewOf(written, today);
    });
  }

  async read(id: string, caller: Principal): Promise<PermissionView> {
    const { manager } = this.dataSource;
    const { row, detainee } = await this.#find(manager, id, caller);
    return viewOf(row, await this.facilities.dayAt(manager, detainee.facility, this.work.now()));
  }

  /** @throws Refusal `not-found`, `permission-wrong-state` */
  revoke({ params, body }: InputOf<typeof revokePermission>, caller: Principal): Promise<PermissionView> {
    return this.work.run(async (tx, now) => {
      await lockPermission(tx, params.id);
      const { row, detainee } = await this.#find(tx, params.id, caller);
      const today = await this.facilities.dayAt(tx, detainee.facility, now);
      const decision = decide(row, 'revoke', today);
      if (decision instanceof Refusal) throw decision;
      if (decision.event === undefined) return viewOf(row, today);
      const after = await savePermission(tx, decision, now);
      await tellPermission(tx, after, decision.event);
      await note(tx, after, { action: 'permission-revoked', by: caller, detail: body });
      return viewOf(after, today);
    });
  }

  /** It belongs to the facility that holds the detainee. */
  async #find(manager: EntityManager, id: string, caller: Principal): Promise<Found> {
    const row = await manager.findOneBy(PermissionRow, { id });
    if (row === null) throw new Refusal('not-found');
    return { row, detainee: await this.detainees.find(manager, row.detainee, caller) };
  }

  async #exists(
    manager: EntityManager,
    { body, number }: Register['body'],
    caller: Principal,
  ): Promise<Refusal> {
    const { id } = await manager.findOneByOrFail(PermissionRow, { body, number });
    const known = await this.#find(manager, id, caller).catch(notThere);
    return new Refusal('permission-exists', known === undefined ? {} : { extra: { permission: id } });
  }
}

interface Found {
  readonly row: PermissionRow;
  readonly detainee: DetaineeRow;
}

function notThere(error: unknown): undefined {
  if (error instanceof Refusal && error.code === 'not-found') return undefined;
  throw error;
}

async function refuseStrangers(tx: Tx, people: readonly string[], caller: Principal): Promise<void> {
  for (const [index, contact] of people.entries())
    try {
      await contactFor(tx, contact, caller);
    } catch (error) {
      notThere(error);
      throw new Refusal('not-found', {
        errors: [{ pointer: `/people/${String(index)}`, code: 'not-found' }],
      });
    }
}

async function note(
  tx: Tx,
  { id, detainee, version, changedAt: at }: PermissionRow,
  { action, by, detail }: { readonly action: string; readonly by: Principal; readonly detail?: object },
): Promise<void> {
  const act = { at, actor: by.subject, action, detainee };
  await noteAct(tx, { ...act, detail: { permission: id, version, ...detail } });
}

function viewOf(row: PermissionRow, today: string): PermissionView {
  const { changedAt: _, ...permission } = row;
  const state = stateOn(row, today);
  return { ...permission, state, actions: actionsIn(state) };
}
