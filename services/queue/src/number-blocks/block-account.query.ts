import { Refusal, type LeaseAccount, type LeaseSummary, type NumberRange } from '@kezek/contracts';
import { Clock, read } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { dayOf } from '../offices/opening.rules';
import { accountOf, summaryOf, type LeaseFacts } from './account.rules';
import { leaseBy, leasesOf } from './block.query';
import type { LeaseRow, RefusedNumber, SyncRow, UsedNumber } from './block.row';
import { numberOf } from './block.rules';

type Of<T> = T & { readonly lease: string };
type UsedRow = Omit<UsedNumber, 'number'> & { readonly prefix: string; readonly serial: number };

const usedText = `SELECT u.lease, u.prefix, u.serial, u.ticket, t.issued_at AS "issuedAt", u.synced_at AS "syncedAt",
    u.flags
  FROM leased_ticket u JOIN ticket t ON t.id = u.ticket WHERE u.lease = ANY ($1::uuid[])`;
// The first time that each was said is the one that counts.
const refusedText = `SELECT lease, number, reason, said ->> 'service' AS service, issued_at AS "issuedAt",
    synced_at AS "syncedAt"
  FROM lease_conflict WHERE lease = ANY ($1::uuid[]) ORDER BY synced_at`;
const syncsText = `SELECT DISTINCT ON (lease, at, offline_from, offline_to) lease, at, offline_from AS "offlineFrom",
    offline_to AS "offlineTo" FROM lease_sync WHERE lease = ANY ($1::uuid[])`;

/** Everything that is known of leases, in their order. */
export async function factsOf(
  manager: EntityManager,
  leases: readonly LeaseRow[],
  now: Date,
): Promise<LeaseFacts[]> {
  if (leases.length === 0) return [];
  const values = [leases.map(({ id }) => id)];
  // One after the other: within a transaction there is one connection.
  const used = await read<Of<UsedRow>>(manager, { text: usedText, values });
  const refused = await read<Of<RefusedNumber>>(manager, { text: refusedText, values });
  const syncs = await read<Of<SyncRow>>(manager, { text: syncsText, values });
  const of = <T extends { readonly lease: string }>(items: readonly T[], id: string): Omit<T, 'lease'>[] =>
    items.filter(({ lease }) => lease === id).map(({ lease: _, ...rest }) => rest);
  return leases.map((lease) => ({
    ...{ lease, now, refused: of(refused, lease.id), syncs: of(syncs, lease.id) },
    used: of(used, lease.id).map(({ prefix, serial, ...rest }) => ({
      ...{ ...rest, number: numberOf(prefix, serial) },
    })),
  }));
}

/** What was written off when the lease was settled. */
const unusedOf = (manager: EntityManager, lease: string): Promise<NumberRange[]> =>
  read<NumberRange>(manager, {
    text: `SELECT prefix, first AS "from", last AS "to" FROM lease_unused WHERE lease = $1 ORDER BY prefix, first`,
    values: [lease],
  });

/** What was leased, and what became of it. */
@Injectable()
export class LeasesQuery {
  constructor(
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async account(office: string, id: string): Promise<LeaseAccount> {
    const { manager } = this.dataSource;
    const lease = await leaseBy(manager, office, id);
    if (lease === undefined) throw new Refusal('not-found');
    const [facts] = await factsOf(manager, [lease], this.clock.now());
    if (facts === undefined) throw new Error('facts for each lease');
    return accountOf(facts, await unusedOf(manager, id));
  }

  /** Of today where no day is named. */
  async list(code: string, day?: string): Promise<LeaseSummary[]> {
    const { manager } = this.dataSource;
    const now = this.clock.now();
    const leases = await leasesOf(manager, code, day ?? dayOf(await this.offices.read(manager, code), now));
    return (await factsOf(manager, leases, now)).map(summaryOf);
  }
}
