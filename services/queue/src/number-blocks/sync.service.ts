import {
  Refusal,
  type InputOf,
  type LeasedTicket,
  type LeaseSynced,
  type Office,
  type Principal,
  type syncLease,
} from '@kezek/contracts';
import { type Tx, violatesUnique, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { noteOffice } from '../offices/office-audit.query';
import { hasEndedDay } from '../offices/day-end.query';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { summaryOf } from './account.rules';
import { factsOf } from './block-account.query';
import { lockLease } from './block.query';
import type { LeaseRow } from './block.row';
import { dayIsOver } from './block.rules';
import { LeasesService } from './blocks.service';
import { ledgerOf, noteRefused, noteSync } from './sync.query';
import { bearsNews, receive, type Said, type Verdict } from './sync.rules';
import { TakingService, type Taking } from './taking.service';

type Input = InputOf<typeof syncLease>;
type Result = LeaseSynced['results'][number];

/** One ticket of a sync, with what was decided of it. */
interface Judged {
  readonly ticket: LeasedTicket;
  readonly said: Said;
  readonly verdict: Verdict;
}

/** Takes over what kiosks gave out while they were cut off. */
@Injectable()
export class SyncService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly leases: LeasesService,
    private readonly taking: TakingService,
  ) {}

  /** In one transaction: all that was said is known, or nothing, and may be said again. */
  async sync(input: Input, caller: Principal): Promise<LeaseSynced> {
    try {
      return await this.work.run((tx, now) => this.#sync(tx, input, caller, now));
    } catch (error) {
      // Somebody else's ticket got the same handle meanwhile: said again, it is a conflict.
      throw violatesUnique(error) ? new Refusal('conflict') : error;
    }
  }

  async #sync(tx: Tx, { params, body }: Input, caller: Principal, now: Date): Promise<LeaseSynced> {
    await shareOffice(tx, params.office);
    const lease = await this.leases.own(tx, params, body.token, caller.subject);
    const office = await this.offices.read(tx, params.office);
    await this.taking.lockPersons(tx, office, body.tickets);
    const reported = body.tickets.map((ticket) => this.taking.read(ticket));
    const { ledger, tickets } = await ledgerOf(
      tx,
      lease.id,
      reported.map(({ handle }) => handle),
    );
    const services = office.services.map(({ code }) => code);
    const { verdicts } = receive(ledger, reported, { lease, services, now });
    if (lease.settledAt !== null && bearsNews(verdicts)) throw new Refusal('lease-settled');
    const judged = body.tickets.flatMap((ticket, index): Judged[] => {
      const [said, verdict] = [reported[index], verdicts[index]];
      return said && verdict ? [{ ticket, said, verdict }] : [];
    });
    const taken = await this.#write(tx, judged, { office, lease, now });
    await this.#note(tx, lease, { verdicts, body, actor: caller.subject, now });
    if (body.final === true && lease.settledAt === null)
      await this.leases.settle(tx, lease, caller.subject, now);
    const known = new Map([...tickets, ...taken]);
    return {
      results: judged.map((one) => resultOf(one, known)),
      lease: await this.#summary(tx, params, now),
    };
  }

  /** The new tickets by number, written in the order in which they were given out. */
  async #write(
    tx: Tx,
    judged: readonly Judged[],
    { office, lease, now }: { office: Office; lease: LeaseRow; now: Date },
  ): Promise<Map<string, string>> {
    const dayEnded = await hasEndedDay(tx, office, lease.issuedAt);
    const over = dayIsOver(office, lease.businessDay, { now, dayEnded });
    const taken = new Map<string, string>();
    const inOrder = [...judged].sort((a, b) => a.said.issuedAt.getTime() - b.said.issuedAt.getTime());
    for (const { ticket, said, verdict } of inOrder) {
      const fingerprint = said.fingerprints[0] ?? '';
      const taking: Taking = { office, lease, ticket, fingerprint, over, now };
      if (verdict.result === 'issued') taken.set(ticket.number, await this.taking.take(tx, taking));
      if (verdict.result === 'conflict' && !verdict.known)
        await noteRefused(tx, {
          lease: lease.id,
          fingerprint,
          reason: verdict.reason,
          ticket,
          syncedAt: now,
        });
    }
    return taken;
  }

  async #note(
    tx: Tx,
    lease: LeaseRow,
    {
      verdicts,
      body,
      actor,
      now,
    }: { verdicts: readonly Verdict[]; body: Input['body']; actor: string; now: Date },
  ): Promise<void> {
    const issued = verdicts.filter(({ result }) => result === 'issued').length;
    const conflicts = verdicts.filter((verdict) => verdict.result === 'conflict' && !verdict.known).length;
    const news = await noteSync(tx, { lease: lease.id, at: now, issued, conflicts, offline: body.offline });
    const detail = { lease: lease.id, issued, conflicts, ...(body.offline && { offline: body.offline }) };
    if (news) await noteOffice(tx, { office: lease.office, at: now, actor, action: 'lease-synced', detail });
  }

  async #summary(tx: Tx, { office, lease: id }: Input['params'], now: Date): Promise<LeaseSynced['lease']> {
    const lease = await lockLease(tx, office, id);
    const [facts] = lease === undefined ? [] : await factsOf(tx, [lease], now);
    if (facts === undefined) throw new Error('facts for each lease');
    return summaryOf(facts);
  }
}

const resultOf = ({ ticket: { number }, verdict }: Judged, known: ReadonlyMap<string, string>): Result => {
  if (verdict.result === 'conflict') return { number, result: 'conflict', reason: verdict.reason };
  const ticket = known.get(number);
  return { number, result: verdict.result, ...(ticket !== undefined && { ticket }) };
};
