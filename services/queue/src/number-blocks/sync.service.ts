import {
  Refusal,
  type InputOf,
  type OfflineTicket,
  type NumberBlockSynced,
  type Office,
  type Principal,
  type syncNumberBlock,
} from '@kezek/contracts';
import { plusMinutes, type Tx, violatesUnique, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { silencesSince } from '../devices/contact.query';
import { noteOffice } from '../offices/office-audit.query';
import { hasEndedDay } from '../offices/day-end.query';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { silencesIn, summaryOf } from './account.rules';
import { factsOf } from './block-account.query';
import { lockBlock } from './block.query';
import type { BlockRow } from './block.row';
import { dayIsOver } from './block.rules';
import { BlocksService } from './blocks.service';
import { issuedOn, ledgerOf, noteRefused, noteSync } from './sync.query';
import { bearsNews, receive, type Said, type Verdict } from './sync.rules';
import { TakingService } from './taking.service';
import { timingsOf, toldWithinMinutes, type Timing } from './time.rules';

type Input = InputOf<typeof syncNumberBlock>;
type Result = NumberBlockSynced['results'][number];

/** One ticket of a sync, with what was decided of it. */
interface Judged {
  readonly ticket: OfflineTicket;
  readonly said: Said;
  readonly verdict: Verdict;
}

/** One that became a ticket of the queue. */
interface Taken {
  readonly number: string;
  readonly ticket: string;
  readonly timing: Timing;
}

interface Syncing {
  readonly office: Office;
  readonly block: BlockRow;
  readonly now: Date;
}

/** Takes over what kiosks gave out while they were cut off. */
@Injectable()
export class SyncService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly blocks: BlocksService,
    private readonly taking: TakingService,
  ) {}

  /** In one transaction: all that was said is known, or nothing, and may be said again. */
  async sync(input: Input, caller: Principal): Promise<NumberBlockSynced> {
    try {
      return await this.work.run((tx, now) => this.#sync(tx, input, caller, now));
    } catch (error) {
      // Somebody else's ticket got the same tracking token meanwhile: said again, it is a conflict.
      throw violatesUnique(error) ? new Refusal('conflict') : error;
    }
  }

  async #sync(tx: Tx, { params, body }: Input, caller: Principal, now: Date): Promise<NumberBlockSynced> {
    await shareOffice(tx, params.office);
    const block = await this.blocks.own(tx, params, body.token, caller.subject);
    const office = await this.offices.read(tx, params.office);
    await this.taking.lock(tx, office, block.device, body.tickets);
    const reported = body.tickets.map((ticket) => this.taking.read(ticket));
    const { ledger, tickets } = await ledgerOf(tx, block, reported);
    const services = office.services.map(({ code }) => code);
    const { verdicts } = receive(ledger, reported, { block, services, now });
    if (block.settledAt !== null && bearsNews(verdicts)) throw new Refusal('number-block-settled');
    const judged = body.tickets.flatMap((ticket, index): Judged[] => {
      const [said, verdict] = [reported[index], verdicts[index]];
      return said && verdict ? [{ ticket, said, verdict }] : [];
    });
    const taken = await this.#write(tx, judged, { office, block, now });
    await this.#note(tx, block, { verdicts, taken, body, now });
    if (body.final === true && block.settledAt === null)
      await this.blocks.settle(tx, block, caller.subject, now);
    const known = new Map([...tickets, ...taken.map(({ number, ticket }) => [number, ticket] as const)]);
    return {
      results: judged.map((one) => resultOf(one, known)),
      block: await this.#summary(tx, params, now),
    };
  }

  /** The new tickets, written in the order in which they were given out. */
  async #write(tx: Tx, judged: readonly Judged[], syncing: Syncing): Promise<Taken[]> {
    const { office, block, now } = syncing;
    const dayEnded = await hasEndedDay(tx, office, block.issuedAt);
    const over = dayIsOver(office, block.businessDay, { now, dayEnded });
    const issued = judged
      .filter(({ verdict }) => verdict.result === 'issued')
      .sort((a, b) => a.said.issuedAt.getTime() - b.said.issuedAt.getTime());
    const timings = await timingsIn(tx, issued, syncing);
    const taken: Taken[] = [];
    for (const [index, { ticket, said }] of issued.entries()) {
      const timing = timings[index];
      if (timing === undefined) throw new Error('a timing for each ticket');
      const fingerprint = said.fingerprints[0] ?? '';
      const id = await this.taking.take(tx, { office, block, ticket, fingerprint, timing, over, now });
      taken.push({ number: ticket.number, ticket: id, timing });
    }
    for (const { ticket, said, verdict } of judged) {
      if (verdict.result !== 'conflict' || verdict.known) continue;
      const { reason } = verdict;
      const fingerprint = said.fingerprints[0] ?? '';
      await noteRefused(tx, { block: block.id, fingerprint, reason, ticket, syncedAt: now });
    }
    return taken;
  }

  async #note(
    tx: Tx,
    { id: block, office, device }: BlockRow,
    { verdicts, taken, body: { offline }, now }: SyncDone,
  ): Promise<void> {
    const issued = taken.length;
    const conflicts = verdicts.filter((verdict) => verdict.result === 'conflict' && !verdict.known).length;
    const news = await noteSync(tx, { block, at: now, issued, conflicts, offline });
    const unproven = taken.filter(({ timing }) => timing.flag !== undefined).length;
    const silences = silencesIn(taken.flatMap(({ timing: { silence } }) => silence ?? []));
    const detail = { block, issued, unproven, conflicts, silences, ...(offline && { offline }) };
    if (news) await noteOffice(tx, { office, at: now, actor: device, action: 'block-synced', detail });
  }

  async #summary(
    tx: Tx,
    { office, block: id }: Input['params'],
    now: Date,
  ): Promise<NumberBlockSynced['block']> {
    const block = await lockBlock(tx, office, id);
    const [facts] = block === null ? [] : await factsOf(tx, [block], now);
    if (facts === undefined) throw new Error('facts for each block');
    return summaryOf(facts);
  }
}

interface SyncDone {
  readonly verdicts: readonly Verdict[];
  readonly taken: readonly Taken[];
  readonly body: Input['body'];
  readonly now: Date;
}

/** Whatever the kiosk says of the times: what the queue knows of them. */
async function timingsIn(
  tx: Tx,
  issued: readonly Judged[],
  { office, block, now }: Syncing,
): Promise<Timing[]> {
  if (issued.length === 0) return [];
  return timingsOf(
    issued.map(({ said }) => said.issuedAt),
    {
      block,
      silences: await silencesSince(tx, block.device, plusMinutes(now, -toldWithinMinutes)),
      issued: await issuedOn(tx, block),
      atMost: office.rules.ticketsPerDeviceMinuteAtMost,
      now,
    },
  );
}

const resultOf = ({ ticket: { number }, verdict }: Judged, known: ReadonlyMap<string, string>): Result => {
  if (verdict.result === 'conflict') return { number, result: 'conflict', reason: verdict.reason };
  const ticket = known.get(number);
  return { number, result: verdict.result, ...(ticket !== undefined && { ticket }) };
};
