import {
  office as officeSchema,
  officeDefined,
  Refusal,
  type Office,
  type OfficeDefinition,
  type Principal,
} from '@kezek/contracts';
import { Clock, emit, inTransaction, insertNew, read, rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { noteOffice } from './office-audit.query';
import { lockOffice } from './office-locks.query';
import { OfficeRow } from './office.row';
import { changedBetween, withdrawnBy, type InUse } from './office.rules';
import { withEarlierTargets } from './target.rules';

export interface PutOffice {
  readonly code: string;
  readonly definition: OfficeDefinition;
  /** The version that the caller has read. */
  readonly ifMatch: number | undefined;
  readonly caller: Principal;
}

interface Current extends Pick<OfficeRow, 'code' | 'version'> {
  /** Null where it is known in this version. */
  readonly definition: OfficeDefinition | null;
}

type Found = Omit<Current, 'code'> & { readonly endedDay: string | null };

interface Seen {
  readonly office: Office;
  readonly endedDay: string | null;
}

@Injectable()
export class OfficesService {
  readonly #known = new Map<string, Office>();
  readonly #seen = new WeakMap<EntityManager, Map<string, Promise<Seen>>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The office as it is now, read and parsed once for each version; a transaction asks once, and keeps to what it saw.
   * @throws Refusal `not-found`
   */
  async read(manager: EntityManager, code: string): Promise<Office> {
    return (await this.#see(manager, code)).office;
  }

  /** The last business day that the office has ended before its hours did; null where it never did. */
  async lastEndedDay(manager: EntityManager, code: string): Promise<string | null> {
    return (await this.#see(manager, code)).endedDay;
  }

  #see(manager: EntityManager, code: string): Promise<Seen> {
    if (manager.queryRunner === undefined) return this.#look(manager, code);
    const seen = this.#seen.get(manager) ?? new Map<string, Promise<Seen>>();
    this.#seen.set(manager, seen);
    const found = seen.get(code) ?? this.#look(manager, code);
    seen.set(code, found);
    return found;
  }

  async #look(manager: EntityManager, code: string): Promise<Seen> {
    const known = this.#known.get(code);
    const [found] = await read<Found>(manager, {
      name: 'office-read',
      text: `SELECT version, CASE WHEN version = $2 THEN NULL ELSE definition END AS definition,
          (SELECT max(business_day)::text FROM office_day_end WHERE office = $1) AS "endedDay"
        FROM office WHERE code = $1`,
      values: [code, known?.version ?? 0],
    });
    if (found === undefined) throw new Refusal('not-found', { detail: `office ${code}` });
    const { version, definition, endedDay } = found;
    return { office: this.#current({ code, version, definition }, known), endedDay };
  }

  /** Every office as it is now, by code. */
  async all(): Promise<Office[]> {
    const known = new Map(this.#known);
    const sent = [...known.values()];
    const found = await read<Current>(this.dataSource.manager, {
      name: 'office-all',
      text: `SELECT o.code, o.version, CASE WHEN k.code IS NULL THEN o.definition END AS definition
        FROM office o LEFT JOIN unnest($1::text[], $2::integer[]) AS k (code, version)
          ON k.code = o.code AND k.version = o.version
        ORDER BY o.code`,
      values: [sent.map(({ code }) => code), sent.map(({ version }) => version)],
    });
    return found.map((current) => this.#current(current, known.get(current.code)));
  }

  /** Each version of a definition is sent and parsed once; `known` is what the question said was known. */
  #current({ code, version, definition }: Current, known: Office | undefined): Office {
    if (definition === null && known !== undefined) return known;
    const office = officeSchema.parse({ ...definition, code, version });
    this.#known.set(code, office);
    return office;
  }

  /** @throws Refusal `version-required`, `version-mismatch`, `office-rules-in-use` */
  put(request: PutOffice): Promise<{ office: Office; created: boolean }> {
    return inTransaction(this.dataSource, async (tx) => {
      // Nobody may take a ticket for what is being withdrawn.
      await lockOffice(tx, request.code);
      const created = await this.#open(tx, request);
      const office = created ?? (await this.#change(tx, request));
      refuseTooLarge(office);
      await emit(tx, {
        definition: officeDefined,
        subject: office.code,
        key: office.code,
        sequence: office.version,
        time: this.clock.now().toISOString(),
        data: office,
      });
      return { office, created: created !== undefined };
    });
  }

  async #open(tx: Tx, { code, definition, ifMatch, caller }: PutOffice): Promise<Office | undefined> {
    if (ifMatch !== undefined) return undefined;
    const first = { ...definition, services: withEarlierTargets([], definition.services) };
    const [at, actor] = [this.clock.now(), caller.subject];
    const row = { code, version: 1, definition: first, changedAt: at, changedBy: actor };
    if ((await insertNew(tx, OfficeRow, row)) === undefined) return undefined;
    await noteOffice(tx, { office: code, at, actor, action: 'office-opened', detail: { version: 1 } });
    return officeSchema.parse({ ...first, code, version: 1 });
  }

  async #change(tx: Tx, { code, definition, ifMatch, caller }: PutOffice): Promise<Office> {
    const before = await tx.findOneBy(OfficeRow, { code });
    if (before === null) throw new Refusal('version-mismatch', { detail: 'there is no such office yet' });
    if (ifMatch === undefined) throw new Refusal('version-required');
    if (ifMatch !== before.version)
      throw new Refusal('version-mismatch', { detail: `the version is ${String(before.version)}` });
    await refuseWithdrawal(tx, code, before.definition, definition);
    await setBound(tx, code, definition.rules.overtakenAtMost);
    const services = withEarlierTargets(before.definition.services, definition.services);
    const after = { ...definition, services };
    const version = before.version + 1;
    const [at, actor] = [this.clock.now(), caller.subject];
    await tx.update(OfficeRow, { code }, { version, definition: after, changedAt: at, changedBy: actor });
    const detail = { version, changed: changedBetween(before.definition, after) };
    await noteOffice(tx, { office: code, at, actor, action: 'office-changed', detail });
    return officeSchema.parse({ ...after, code, version });
  }
}

/** The largest event, less what it says beside the office. */
const bytesAtMost = 250 * 1024;

function refuseTooLarge(office: Office): void {
  const bytes = Buffer.byteLength(JSON.stringify(office));
  if (bytes > bytesAtMost)
    throw new Refusal('payload-too-large', { detail: `${String(bytes)} of ${String(bytesAtMost)} bytes` });
}

/** Who waits, or may wait again, is protected by the new bound, too. */
async function setBound(tx: Tx, office: string, overtakenAtMost: number): Promise<void> {
  const overtaken = '(SELECT count(*) FROM overtaking o WHERE o.ticket = t.id)';
  await rows(tx, {
    text: `WITH freed AS (
        DELETE FROM at_bound b USING ticket t WHERE b.office = $1 AND t.id = b.ticket AND ${overtaken} < $2)
      INSERT INTO at_bound (ticket, office)
      SELECT t.id, $1 FROM ticket t WHERE t.office = $1 AND t.outcome IS NULL AND ${overtaken} >= $2
      ON CONFLICT DO NOTHING`,
    values: [office, overtakenAtMost],
  });
}

async function refuseWithdrawal(
  tx: Tx,
  code: string,
  before: OfficeDefinition,
  after: OfficeDefinition,
): Promise<void> {
  const [inUse] = await rows<InUse>(tx, {
    text: `SELECT
      ARRAY(SELECT DISTINCT service FROM (
        SELECT service FROM ticket WHERE office = $1 AND outcome IS NULL
        UNION ALL SELECT unnest(planned) FROM ticket WHERE office = $1 AND outcome IS NULL) t) AS services,
      ARRAY(SELECT counter FROM counter_session WHERE office = $1 AND state <> 'closed') AS counters`,
    values: [code],
  });
  const withdrawn = withdrawnBy(before, after, inUse ?? { services: [], counters: [] });
  if (withdrawn.length > 0) throw new Refusal('office-rules-in-use', { detail: withdrawn.join('; ') });
}
