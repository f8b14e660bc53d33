import {
  Refusal,
  type InputOf,
  type OfflineTicket,
  type NumberBlockSynced,
  type Office,
  type Principal,
  type syncNumberBlock,
} from '@kezek/contracts';
import { type Tx, violatesUnique, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { noteOffice } from '../offices/office-audit.query';
import { hasEndedDay } from '../offices/day-end.query';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { summaryOf } from './account.rules';
import { factsOf } from './block-account.query';
import { lockBlock } from './block.query';
import type { BlockRow } from './block.row';
import { dayIsOver } from './block.rules';
import { BlocksService } from './blocks.service';
import { ledgerOf, noteRefused, noteSync } from './sync.query';
import { bearsNews, receive, type Said, type Verdict } from './sync.rules';
import { TakingService, type Taking } from './taking.service';

type Input = InputOf<typeof syncNumberBlock>;
type Result = NumberBlockSynced['results'][number];

/** One ticket of a sync, with what was decided of it. */
interface Judged {
  readonly ticket: OfflineTicket;
  readonly said: Said;
  readonly verdict: Verdict;
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
    await this.taking.lockPersons(tx, office, body.tickets);
    const reported = body.tickets.map((ticket) => this.taking.read(ticket));
    const { ledger, tickets } = await ledgerOf(
      tx,
      block.id,
      reported.map(({ tokenHash }) => tokenHash),
    );
    const services = office.services.map(({ code }) => code);
    const { verdicts } = receive(ledger, reported, { block, services, now });
    if (block.settledAt !== null && bearsNews(verdicts)) throw new Refusal('number-block-settled');
    const judged = body.tickets.flatMap((ticket, index): Judged[] => {
      const [said, verdict] = [reported[index], verdicts[index]];
      return said && verdict ? [{ ticket, said, verdict }] : [];
    });
    const taken = await this.#write(tx, judged, { office, block, now });
    await this.#note(tx, block, { verdicts, body, actor: caller.subject, now });
    if (body.final === true && block.settledAt === null)
      await this.blocks.settle(tx, block, caller.subject, now);
    const known = new Map([...tickets, ...taken]);
    return {
      results: judged.map((one) => resultOf(one, known)),
      block: await this.#summary(tx, params, now),
    };
  }

  /** The new tickets by number, written in the order in which they were given out. */
  async #write(
    tx: Tx,
    judged: readonly Judged[],
    { office, block, now }: { office: Office; block: BlockRow; now: Date },
  ): Promise<Map<string, string>> {
    const dayEnded = await hasEndedDay(tx, office, block.issuedAt);
    const over = dayIsOver(office, block.businessDay, { now, dayEnded });
    const taken = new Map<string, string>();
    const inOrder = [...judged].sort((a, b) => a.said.issuedAt.getTime() - b.said.issuedAt.getTime());
    for (const { ticket, said, verdict } of inOrder) {
      const fingerprint = said.fingerprints[0] ?? '';
      const taking: Taking = { office, block, ticket, fingerprint, over, now };
      if (verdict.result === 'issued') taken.set(ticket.number, await this.taking.take(tx, taking));
      if (verdict.result === 'conflict' && !verdict.known)
        await noteRefused(tx, {
          block: block.id,
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
    block: BlockRow,
    {
      verdicts,
      body,
      actor,
      now,
    }: { verdicts: readonly Verdict[]; body: Input['body']; actor: string; now: Date },
  ): Promise<void> {
    const issued = verdicts.filter(({ result }) => result === 'issued').length;
    const conflicts = verdicts.filter((verdict) => verdict.result === 'conflict' && !verdict.known).length;
    const news = await noteSync(tx, { block: block.id, at: now, issued, conflicts, offline: body.offline });
    const detail = { block: block.id, issued, conflicts, ...(body.offline && { offline: body.offline }) };
    if (news) await noteOffice(tx, { office: block.office, at: now, actor, action: 'block-synced', detail });
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

const resultOf = ({ ticket: { number }, verdict }: Judged, known: ReadonlyMap<string, string>): Result => {
  if (verdict.result === 'conflict') return { number, result: 'conflict', reason: verdict.reason };
  const ticket = known.get(number);
  return { number, result: verdict.result, ...(ticket !== undefined && { ticket }) };
};
