import { giveNumberBlock, Refusal, type InputOf, type NumberBlock, type Principal } from '@kezek/contracts';
import { type Once, plusMinutes, type Tx, uuidv7, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { noteOffice } from '../offices/office-audit.query';
import { hasEndedDay } from '../offices/day-end.query';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { dayOf } from '../offices/opening.rules';
import { PersonsService } from '../persons/persons.service';
import { outstandingIn } from './account.rules';
import { factsOf } from './block-account.query';
import { BlockTokens } from './block-token.service';
import { idleOf, insertBlock, lockBlock, lockOverdue, takeNumbers, unsettledOf } from './block.query';
import type { BlockRow } from './block.row';
import { blockEnd, refuseTaking, seriesOf, syncGraceHours } from './block.rules';
import { noteSettled } from './sync.query';

type Input = InputOf<typeof giveNumberBlock>;

interface BlockName {
  readonly office: string;
  readonly block: string;
}

const atOnce = 100;

/** Blocks of numbers for kiosks that may be cut off. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly persons: PersonsService,
    private readonly tokens: BlockTokens,
  ) {}

  /** The same key gives the same block. */
  give(input: Input, caller: Principal): Promise<Once<NumberBlock>> {
    const call = { operation: giveNumberBlock, input, client: caller.subject };
    return this.work.once(call, (tx, now) => this.#give(tx, input, caller, now));
  }

  /**
   * The block, locked: others who sync it wait.
   * @throws Refusal `number-block-invalid` for all but the one that the office gave to this device
   */
  async own(tx: Tx, { office, block: id }: BlockName, token: string, device: string): Promise<BlockRow> {
    const claims = await this.tokens.read(token);
    const own = claims?.block === id && claims.office === office && claims.device === device;
    const block = own ? await lockBlock(tx, office, id) : null;
    if (block === null) throw new Refusal('number-block-invalid');
    return block;
  }

  /** Writes off what nobody used. The caller holds the block locked. */
  async settle(tx: Tx, block: BlockRow, actor: string, now: Date): Promise<void> {
    const [facts] = await factsOf(tx, [block], now);
    if (facts === undefined) throw new Error('facts for each block');
    const unused = outstandingIn(facts);
    await noteSettled(tx, { block: block.id, at: now, actor, unused });
    const count = unused.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const detail = { block: block.id, device: block.device, used: facts.used.length, unused: count };
    await noteOffice(tx, { office: block.office, at: now, actor, action: 'block-settled', detail });
  }

  /** Settles what no kiosk has settled long after its end. */
  async settleOverdue(): Promise<void> {
    let settled: number;
    do {
      settled = await this.work.run(async (tx, now) => {
        const overdue = await lockOverdue(tx, plusMinutes(now, -syncGraceHours * 60), atOnce);
        for (const block of overdue) await this.settle(tx, block, 'system', now);
        return overdue.length;
      });
    } while (settled === atOnce);
  }

  async #give(
    tx: Tx,
    { params, body }: Input,
    { subject: device }: Principal,
    now: Date,
  ): Promise<NumberBlock> {
    await shareOffice(tx, params.office);
    const office = await this.offices.read(tx, params.office);
    const series = seriesOf(office, body.services);
    if (series instanceof Refusal) throw series;
    const dayEnded = await hasEndedDay(tx, office, now);
    const expiresAt = blockEnd(office, { now, dayEnded, hours: body.hours });
    if (expiresAt instanceof Refusal) throw expiresAt;
    const day = dayOf(office, now);
    await this.persons.lock(tx, office, device);
    const own = { office: office.code, businessDay: day, device };
    const holding = { unsettled: await unsettledOf(tx, own), idle: await idleOf(tx, own) };
    const count = body.numbersPerPrefix;
    const refusal = refuseTaking(holding, series, count);
    if (refusal) throw refusal;
    const ranges = await takeNumbers(tx, { office, businessDay: day, series, count, now });
    const id = uuidv7(now.getTime());
    const row = { id, office: office.code, businessDay: day, device, issuedAt: now, expiresAt, ranges };
    await insertBlock(tx, { ...row, settledAt: null, settledBy: null });
    const detail = { block: id, expiresAt: expiresAt.toISOString(), ranges };
    await noteOffice(tx, { office: office.code, at: now, actor: device, action: 'block-given', detail });
    const block = { ...row, issuedAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
    return { ...block, token: await this.tokens.sign(block) };
  }
}
