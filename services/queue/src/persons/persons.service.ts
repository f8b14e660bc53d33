import { Refusal, type Office, type Principal } from '@kezek/contracts';
import { type Call, type Effect, type Once, RefusalWithHeaders, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { PersonalDataService } from '../contacts/personal-data.service';
import { hashesOf, issuedBy, lockNames, openTicketsOf, type Hashes, type PersonHashes } from './person.query';
import { deviceWaits, heldFor, refusePerson } from './person.rules';

export interface Person {
  /** E.164 */
  readonly phone?: string | undefined;
  readonly iin?: string | undefined;
}

export interface Asking {
  readonly office: Office;
  /** Every service of the visit. */
  readonly services: readonly string[];
  readonly person: Person;
  readonly caller: Principal;
  readonly now: Date;
}

export interface Moving {
  readonly office: Office;
  readonly services: readonly string[];
  /** Its id. */
  readonly ticket: string;
  readonly caller: Principal;
}

/** A call whose body says who somebody is. */
export type PersonCall = Omit<Call, 'input'> & { readonly input: Call['input'] & { readonly body: Person } };

/** Who may have a ticket: known persons once for a service, and neither they nor devices too many. */
@Injectable()
export class PersonsService {
  constructor(
    private readonly personalData: PersonalDataService,
    private readonly work: Work,
  ) {}

  /**
   * To be asked within the transaction that writes the ticket, after the office's lock: whoever asks for the same
   * person waits until it is written.
   * @throws Refusal `ticket-already-open`, `too-many-tickets`
   */
  async refuse(tx: Tx, asking: Asking): Promise<PersonHashes> {
    const { person, caller, office } = asking;
    const hashes = this.hashesOf(person);
    const device = caller.kind === 'device' ? [lockOf(office, caller.subject)] : [];
    const persons = locksOf(office, hashes);
    if (device.length + persons.length > 0) await lockNames(tx, [...device, ...persons]);
    if (persons.length > 0) await refuseSecond(tx, asking, hashes);
    if (device.length > 0) await refuseHoarding(tx, asking);
    return this.hashesFor(person);
  }

  /**
   * For a ticket that goes to another service, or comes back.
   * @throws Refusal `ticket-already-open`
   */
  async refuseMove(tx: Tx, { office, services, ticket, caller }: Moving): Promise<void> {
    const { phoneHash, iinHash } = await hashesOf(tx, ticket);
    const held = { phone: phoneHash ? [phoneHash] : [], iin: iinHash ? [iinHash] : [] };
    await lockNames(tx, locksOf(office, held));
    const others = (await openTicketsOf(tx, office.code, held)).filter(({ id }) => id !== ticket);
    const rules = { ticketsPerPersonAtMost: Infinity };
    const refusal = refusePerson(others, { services, rules, reads: mayRead(caller) });
    if (refusal) throw refusal;
  }

  /**
   * For what a device takes, and tickets of its that are taken over whoever holds them: what it asks for meanwhile waits,
   * and so does whoever asks for one of these persons.
   */
  async lock(tx: Tx, office: Office, device: string, persons: readonly Person[] = []): Promise<void> {
    const names = persons.flatMap((person) => locksOf(office, this.hashesOf(person)));
    await lockNames(tx, [lockOf(office, device), ...names]);
  }

  /** Whether the person has an open ticket for the service. */
  async holds(tx: Tx, office: Office, person: Person, service: string): Promise<boolean> {
    const open = await openTicketsOf(tx, office.code, this.hashesOf(person));
    return heldFor(open, [service]) !== undefined;
  }

  /** Written under the current key. */
  hashesFor({ phone, iin }: Person): PersonHashes {
    return {
      phoneHash: phone === undefined ? undefined : this.personalData.hash('phone', phone),
      iinHash: iin === undefined ? undefined : this.personalData.hash('iin', iin.trim()),
    };
  }

  /** Whether hashes that may have been written under an earlier key are those of the person. */
  isSame({ phoneHash, iinHash }: PersonHashes, person: Person): boolean {
    const { phone, iin } = this.hashesOf(person);
    const among = (hash: Buffer | undefined, known: readonly Buffer[]) =>
      hash === undefined ? known.length === 0 : known.some((one) => one.equals(hash));
    return among(phoneHash, phone) && among(iinHash, iin);
  }

  /**
   * At most once for the call's key. What is stored with the key must not hold a number, nor a digest of one that could
   * be found by trying: a token stands for the person. A call of before a rotation is known by its token of then.
   */
  async once<T>({ operation, input, client }: PersonCall, effect: Effect<T>): Promise<Once<T>> {
    const { phone, iin, ...rest } = input.body;
    const attempt = (person: string) =>
      orReused(this.work.once({ operation, input: { ...input, body: { ...rest, person } }, client }, effect));
    const [current = '', ...earlier] = this.#tokensOf({ phone, iin });
    let done = await attempt(current);
    for (const token of earlier) if (isReused(done)) done = await attempt(token);
    if (isReused(done)) throw done;
    return done;
  }

  #tokensOf({ phone = '', iin = '' }: Person): string[] {
    const iins = this.personalData.hashes('iin', iin.trim());
    return this.personalData
      .hashes('phone', phone.trim())
      .map((hash, index) => Buffer.concat([hash, iins[index] ?? hash]).toString('base64url'));
  }

  /**
   * Under every known key, the current one first. Locks are taken under all: instances that already write with the next
   * one meet those that don't yet.
   */
  hashesOf({ phone, iin }: Person): Hashes {
    return {
      phone: phone === undefined ? [] : this.personalData.hashes('phone', phone),
      iin: iin === undefined ? [] : this.personalData.hashes('iin', iin.trim()),
    };
  }
}

const locksOf = ({ code }: Office, { phone, iin }: Hashes): string[] =>
  [...phone, ...iin].map((hash) => `${code} ${hash.toString('base64')}`);

const lockOf = ({ code }: Office, device: string): string => `${code} device ${device}`;

const mayRead = (caller: Principal): boolean => caller.scopes.includes('queue:read');

const isReused = (done: unknown): done is Refusal =>
  done instanceof Refusal && done.code === 'idempotency-key-reused';

/** The refusal of a key that belongs to another request, as a value: nothing was done. */
const orReused = <T>(attempt: Promise<T>): Promise<T | Refusal> =>
  attempt.catch((error: unknown) => {
    if (isReused(error)) return error;
    throw error;
  });

async function refuseSecond(tx: Tx, asking: Asking, hashes: Hashes): Promise<void> {
  const { office, services, caller } = asking;
  const open = await openTicketsOf(tx, office.code, hashes);
  const refusal = refusePerson(open, { services, rules: office.rules, reads: mayRead(caller) });
  if (refusal) throw refusal;
}

async function refuseHoarding(tx: Tx, { office, caller, now }: Asking): Promise<void> {
  const atMost = office.rules.ticketsPerDeviceMinuteAtMost;
  const issued = await issuedBy(tx, { office: office.code, device: caller.subject, atMost, now });
  const seconds = deviceWaits(issued, atMost, now);
  if (seconds === undefined) return;
  const detail = `${String(atMost)} tickets of one device within a minute`;
  throw new RefusalWithHeaders('too-many-tickets', { 'retry-after': String(seconds) }, { detail });
}
