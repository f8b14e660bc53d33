import { giveLease, Refusal, type InputOf, type Lease, type Principal } from '@kezek/contracts';
import { type Once, plusMinutes, type Tx, uuidv7, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { noteOffice } from '../offices/office-audit.query';
import { hasEndedDay } from '../offices/day-end.query';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { dayOf } from '../offices/opening.rules';
import { outstandingIn } from './account.rules';
import { factsOf } from './block-account.query';
import { LeaseTokens } from './block-token.service';
import { insertLease, lockLease, lockOverdue, takeNumbers, unsettledOf } from './block.query';
import type { LeaseRow } from './block.row';
import { blocksOf, leaseEnd, leasesAtMost, syncGraceHours } from './block.rules';
import { noteSettled } from './sync.query';

type Input = InputOf<typeof giveLease>;

interface LeaseName {
  readonly office: string;
  readonly lease: string;
}

const atOnce = 100;

/** Blocks of numbers for kiosks that may be cut off. */
@Injectable()
export class LeasesService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly tokens: LeaseTokens,
  ) {}

  /** The same key gives the same lease. */
  give(input: Input, caller: Principal): Promise<Once<Lease>> {
    const call = { operation: giveLease, input, client: caller.subject };
    return this.work.once(call, (tx, now) => this.#give(tx, input, caller, now));
  }

  /**
   * The lease, locked: others who sync it wait.
   * @throws Refusal `lease-invalid` for all but the one that the office gave to this device
   */
  async own(tx: Tx, { office, lease: id }: LeaseName, token: string, device: string): Promise<LeaseRow> {
    const claims = await this.tokens.read(token);
    const own = claims?.lease === id && claims.office === office && claims.device === device;
    const lease = own ? await lockLease(tx, office, id) : undefined;
    if (lease === undefined) throw new Refusal('lease-invalid');
    return lease;
  }

  /** Writes off what nobody used. The caller holds the lease locked. */
  async settle(tx: Tx, lease: LeaseRow, actor: string, now: Date): Promise<void> {
    const [facts] = await factsOf(tx, [lease], now);
    if (facts === undefined) throw new Error('facts for each lease');
    const unused = outstandingIn(facts);
    await noteSettled(tx, { lease: lease.id, at: now, actor, unused });
    const count = unused.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const detail = { lease: lease.id, device: lease.device, used: facts.used.length, unused: count };
    await noteOffice(tx, { office: lease.office, at: now, actor, action: 'lease-settled', detail });
  }

  /** Settles what no kiosk has settled long after its end. */
  async settleOverdue(): Promise<void> {
    let settled: number;
    do {
      settled = await this.work.run(async (tx, now) => {
        const overdue = await lockOverdue(tx, plusMinutes(now, -syncGraceHours * 60), atOnce);
        for (const lease of overdue) await this.settle(tx, lease, 'system', now);
        return overdue.length;
      });
    } while (settled === atOnce);
  }

  async #give(tx: Tx, { params, body }: Input, { subject: device }: Principal, now: Date): Promise<Lease> {
    await shareOffice(tx, params.office);
    const office = await this.offices.read(tx, params.office);
    const blocks = blocksOf(office, body.services);
    if (blocks instanceof Refusal) throw blocks;
    const dayEnded = await hasEndedDay(tx, office, now);
    const expiresAt = leaseEnd(office, { now, dayEnded, hours: body.hours });
    if (expiresAt instanceof Refusal) throw expiresAt;
    const day = dayOf(office, now);
    const series = { office: office.code, businessDay: day, blocks, count: body.numbersPerPrefix };
    const ranges = await takeNumbers(tx, series);
    // Counted under the locks of the series: two requests of a device don't pass each other.
    if ((await unsettledOf(tx, { ...series, device })) >= leasesAtMost)
      throw new Refusal('too-many-tickets', { detail: `${String(leasesAtMost)} leases are not settled` });
    const id = uuidv7(now.getTime());
    const row = { id, office: office.code, businessDay: day, device, issuedAt: now, expiresAt, ranges };
    await insertLease(tx, { ...row, settledAt: null });
    const detail = { lease: id, expiresAt: expiresAt.toISOString(), ranges };
    await noteOffice(tx, { office: office.code, at: now, actor: device, action: 'lease-given', detail });
    const lease = { ...row, issuedAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
    return { ...lease, token: await this.tokens.sign(lease) };
  }
}
