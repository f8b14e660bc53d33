import {
  Refusal,
  type BanView,
  type InputOf,
  type OutputOf,
  type Principal,
  type putBan,
  type putCredentials,
  type putRelationship,
  type RelationshipView,
} from '@kezek/contracts';
import { insertNew, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { noteAct } from '../acts/act.query';
import { DetaineesService } from '../detainees/detainees.service';
import { contactFor, isStaff } from './access.query';
import { banView, credentialsView, relationshipView } from './contact-view.query';
import { ContactRow } from './contact.row';
import { personOf, writePerson } from './person.query';
import { relationshipAfter } from './relationship.rules';
import { BanRow, CredentialsRow, RelationshipRow } from './rights.row';
import { Vault } from './vault.service';
import { lockVisitors } from './visitor-lock.query';

/** What lets a visitor see a detainee, and what does not. */
@Injectable()
export class RightsService {
  constructor(
    private readonly work: Work,
    private readonly detainees: DetaineesService,
    private readonly vault: Vault,
  ) {}

  /** @throws Refusal `not-found`, `forbidden` */
  relate({ params, body }: InputOf<typeof putRelationship>, caller: Principal): Promise<RelationshipView> {
    return this.work.run(async (tx, now) => {
      const contact = await change(tx, params.id, caller);
      const byStaff = isStaff(caller);
      // Who is not staff must not learn whether there is such a detainee.
      if (byStaff) await this.detainees.find(tx, params.detainee, caller);
      const key = { contact, detainee: params.detainee };
      const { kind, approved, from: fromDay, to: toDay = null } = body;
      const before = await tx.findOneBy(RelationshipRow, key);
      const after = relationshipAfter(before ?? undefined, { kind, approved, fromDay, toDay }, byStaff);
      if (after instanceof Refusal) throw after;
      if ((await insertNew(tx, RelationshipRow, { ...key, ...after })) === undefined)
        await tx.update(RelationshipRow, key, after);
      const said = { kind, from: fromDay, approved: after.approved, ...(toDay !== null && { to: toDay }) };
      const act = { at: now, actor: caller.subject, action: 'relationship-set', ...key };
      await noteAct(tx, { ...act, detail: said });
      return relationshipView({ ...key, ...after });
    });
  }

  ban({ params, body }: InputOf<typeof putBan>, caller: Principal): Promise<BanView> {
    return this.work.run(async (tx, now) => {
      const contact = await change(tx, params.id, caller);
      await this.detainees.find(tx, params.detainee, caller);
      const key = { contact, detainee: params.detainee };
      const ban = { fromDay: body.from, toDay: body.to ?? null, basis: body.basis };
      if ((await insertNew(tx, BanRow, { ...key, ...ban })) === undefined) await tx.update(BanRow, key, ban);
      await noteAct(tx, { at: now, actor: caller.subject, action: 'ban-set', ...key, detail: body });
      return banView({ ...key, ...ban });
    });
  }

  certify(
    { params, body }: InputOf<typeof putCredentials>,
    caller: Principal,
  ): Promise<OutputOf<typeof putCredentials>> {
    return this.work.run(async (tx, now) => {
      const contact = await change(tx, params.id, caller);
      const { certificate, defenceNotice: notice = false, expiresOn } = body;
      const defenceNotice = typeof notice === 'string' ? notice : notice ? 'given' : null;
      const credentials = { defenceNotice, expiresOn };
      const person = { ...(await personOf(tx, this.vault, contact)), certificate };
      await writePerson(tx, this.vault, contact, person);
      if ((await insertNew(tx, CredentialsRow, { contact, ...credentials })) === undefined)
        await tx.update(CredentialsRow, { contact }, credentials);
      const act = { at: now, actor: caller.subject, action: 'credentials-set', contact };
      await noteAct(tx, { ...act, detail: { expiresOn, defenceNotice: defenceNotice !== null } });
      return credentialsView({ contact, ...credentials }, person);
    });
  }
}

/** Changes of one visitor wait for each other; its version tells of each. */
async function change(tx: Tx, id: string, caller: Principal): Promise<string> {
  await lockVisitors(tx, [id]);
  await tx.findOne(ContactRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  const { version } = await contactFor(tx, id, caller);
  await tx.update(ContactRow, { id }, { version: version + 1 });
  return id;
}
