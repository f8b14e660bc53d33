import {
  Refusal,
  type ContactFlag,
  type ContactFound,
  type ContactInClear,
  type ContactView,
  type findContacts,
  type InputOf,
  type OutputOf,
  type Principal,
  type putContact,
  type revealContact,
} from '@kezek/contracts';
import { insertNew, isIin, parseKazakhMobile, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { noteAct } from '../acts/act.query';
import { contactFor, isStaff, officeFor } from './access.query';
import { ContactRow } from './contact.row';
import { foundOf, inClear, viewOf } from './contact-view.query';
import { DisclosureRow } from './disclosure.row';
import { findByName, foundAtMost } from './find.query';
import { byName, foldedName, nameWords } from './name.rules';
import { lockIin, othersWithIin, personOf, personsOf, writePerson, writeWords } from './person.query';
import { Vault, type Person } from './vault.service';
import { lockVisitors } from './visitor-lock.query';

type Put = InputOf<typeof putContact>;

interface Putting {
  readonly input: Put;
  readonly caller: Principal;
  readonly now: Date;
  readonly before: ContactRow | undefined;
}

/** Visitors: who they are is told masked, or in clear with a record of it. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly work: Work,
    private readonly dataSource: DataSource,
    private readonly vault: Vault,
  ) {}

  /** @throws Refusal `not-found`, `version-mismatch`, `iin-invalid`, `iin-of-another`, `phone-not-kazakh-mobile` */
  put(input: Put, caller: Principal): Promise<{ view: ContactView; created: boolean }> {
    return this.work.run(async (tx, now) => {
      const before = await this.#before(tx, input, caller, now);
      const row = await this.#write(tx, { input, caller, now, before });
      const action = before === undefined ? 'contact-named' : 'contact-changed';
      const detail = { version: row.version };
      await noteAct(tx, { at: now, actor: caller.subject, action, contact: row.id, detail });
      return { view: await this.#view(tx, row, caller), created: before === undefined };
    });
  }

  async read(id: string, caller: Principal): Promise<ContactView> {
    const { manager } = this.dataSource;
    return this.#view(manager, await contactFor(manager, id, caller), caller);
  }

  /** Who asked, when and why is written before anything is told. */
  reveal({ params, body }: InputOf<typeof revealContact>, caller: Principal): Promise<ContactInClear> {
    return this.work.run(async (tx, now) => {
      const row = await contactFor(tx, params.id, caller);
      await tx.insert(DisclosureRow, {
        contact: row.id,
        at: now,
        actor: caller.subject,
        purpose: body.purpose,
      });
      return inClear(row, await personOf(tx, this.vault, row.id));
    });
  }

  async find({ params, query }: InputOf<typeof findContacts>): Promise<OutputOf<typeof findContacts>> {
    const { manager } = this.dataSource;
    const words = [...new Set(nameWords(query.name))].map((word) => this.vault.wordHashes(word));
    const rows = await findByName(manager, params.office, words);
    const persons = await personsOf(
      manager,
      this.vault,
      rows.map(({ id }) => id),
    );
    const items = rows
      .flatMap((row) => {
        const person = persons.get(row.id);
        return person === undefined ? [] : [{ row, person, name: person.name }];
      })
      .sort(byName)
      .slice(0, foundAtMost)
      .map(({ row, person }): ContactFound => foundOf(row, person));
    return { items, more: rows.length > foundAtMost };
  }

  /** The row as it is, locked; undefined where it is new and has just been made. */
  async #before(tx: Tx, input: Put, caller: Principal, now: Date): Promise<ContactRow | undefined> {
    const { id } = input.params;
    await lockVisitors(tx, [id]);
    if (!(await tx.existsBy(ContactRow, { id }))) {
      if (input.ifMatch !== undefined)
        throw new Refusal('version-mismatch', { detail: 'nobody has this id yet' });
      const made = await insertNew(tx, ContactRow, {
        id,
        office: officeFor(input.body.office, caller),
        owner: isStaff(caller) ? null : caller.subject,
        language: input.body.language,
        flags: [],
        version: 0,
        changedAt: now,
        changedBy: caller.subject,
      });
      if (made !== undefined) return undefined;
    }
    await tx.findOne(ContactRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    const row = await contactFor(tx, id, caller);
    if (input.ifMatch !== undefined && input.ifMatch !== row.version)
      throw new Refusal('version-mismatch', { detail: `the version is ${String(row.version)}` });
    return row;
  }

  async #write(tx: Tx, { input, caller, now, before }: Putting): Promise<ContactRow> {
    const { id } = input.params;
    const { office, language } = input.body;
    const known = before && (await personOf(tx, this.vault, id));
    const person = personSaid(input.body, known);
    const flags = await this.#flags(tx, id, person, caller);
    const { words, ...marks } = this.vault.marksOf(person);
    const changed = {
      ...marks,
      ...(office !== undefined && { office: officeFor(office, caller) }),
      language,
      flags,
      version: (before?.version ?? 0) + 1,
      changedAt: now,
      changedBy: caller.subject,
    };
    await tx.update(ContactRow, { id }, changed);
    await writePerson(tx, this.vault, id, person);
    await writeWords(tx, id, words);
    return tx.findOneByOrFail(ContactRow, { id });
  }

  /**
   * Number, birth date and name make a person, never the number alone. Staff, who have the document before them, are
   * told that another has the number; who is not staff is not, for that would tell who visits: it is flagged for staff.
   */
  async #flags(tx: Tx, id: string, person: Person, caller: Principal): Promise<ContactFlag[]> {
    if (person.iin === null) return [];
    const hashes = this.vault.iinHashes(person.iin);
    await lockIin(tx, hashes);
    const others = await personsOf(tx, this.vault, await othersWithIin(tx, hashes, id));
    if ([...others.values()].every((other) => isSame(other, person))) return [];
    if (isStaff(caller))
      throw new Refusal('iin-of-another', { errors: [{ pointer: '/iin', code: 'iin-of-another' }] });
    return ['iin-of-another'];
  }

  async #view(manager: EntityManager, row: ContactRow, caller: Principal): Promise<ContactView> {
    return viewOf(manager, row, await personOf(manager, this.vault, row.id), isStaff(caller));
  }
}

const isSame = (a: Person, b: Person): boolean =>
  a.birthDate === b.birthDate && foldedName(a.name) === foldedName(b.name);

/** @throws Refusal `iin-invalid`, `phone-not-kazakh-mobile` */
function personSaid(
  { name, birthDate, document, iin, phone }: Put['body'],
  known: Person | undefined,
): Person {
  if (iin !== undefined && !isIin(iin)) throw wrong('iin-invalid', '/iin');
  return {
    name,
    birthDate,
    documentKind: document.kind,
    documentNumber: document.number,
    iin: iin ?? null,
    phone: phone === undefined ? null : phoneSaid(phone),
    certificate: known?.certificate ?? null,
  };
}

function phoneSaid(phone: string): string {
  const parsed = parseKazakhMobile(phone);
  if (!parsed.ok) throw wrong('phone-not-kazakh-mobile', '/phone');
  return parsed.e164;
}

const wrong = (code: 'iin-invalid' | 'phone-not-kazakh-mobile', pointer: string): Refusal =>
  new Refusal(code, { errors: [{ pointer, code }] });
