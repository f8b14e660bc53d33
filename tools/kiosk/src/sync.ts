import {
  issuedTicket,
  numberBlockSynced,
  type NumberBlockSync,
  type NumberBlockSynced,
} from '@kezek/contracts';
import type { Offline, Wish } from './entry';
import type { Kiosk } from './kiosk';
import { LineCut, Refused } from './line';
import { unsynced, type HeldBlock } from './state';

const atOnce = 100;

export interface SyncOptions {
  /** How often a request is tried while the line is cut. */
  readonly attempts: number;
}

/** What a sync did, and what the queue would not take. */
export interface Synced {
  readonly tickets: number;
  readonly conflicts: number;
  readonly refused: readonly string[];
}

/**
 * Tells the queue everything that it does not know yet: tickets, the times without line, blocks to be settled. What
 * was told before it broke off stays told; the rest is told the next time.
 * @throws LineCut
 */
export async function sync(kiosk: Kiosk, options: SyncOptions): Promise<Synced> {
  try {
    return await tellAll(kiosk, options);
  } catch (error) {
    if (error instanceof LineCut) kiosk.noteLine(false);
    throw error;
  }
}

async function tellAll(kiosk: Kiosk, options: SyncOptions): Promise<Synced> {
  const results: NumberBlockSynced['results'] = [];
  const refused: string[] = [];
  for (const { block } of kiosk.state.blocks) {
    try {
      results.push(...(await syncNumberBlock(kiosk, block.id, options)));
    } catch (error) {
      if (!(error instanceof Refused && error.code.startsWith('number-block-'))) throw error;
      kiosk.note({ kind: 'refused', block: block.id, code: error.code });
      refused.push(block.id);
    }
  }
  // Last: who waits with a ticket has ten minutes, and what nobody holds has time.
  for (const [key, wish] of kiosk.state.asked) await giveBack(kiosk, key, wish, options);
  const conflicts = results.filter(({ result }) => result === 'conflict').length;
  return { tickets: results.length, conflicts, refused };
}

/** Settles all blocks: nothing more is given out of them, and what was not used is written off. */
export async function settle(kiosk: Kiosk, options: SyncOptions): Promise<Synced> {
  for (const { block, state } of kiosk.state.blocks)
    // On disk before the queue hears of it: a kiosk that dies now gives nothing out of a block that is settled there.
    if (state === 'open') kiosk.note({ kind: 'settling', block: block.id });
  return sync(kiosk, options);
}

async function syncNumberBlock(
  kiosk: Kiosk,
  id: string,
  options: SyncOptions,
): Promise<NumberBlockSynced['results']> {
  const results: NumberBlockSynced['results'] = [];
  const told = new Set<string>();
  for (let body = messageOf(kiosk, id, told); body !== undefined; body = messageOf(kiosk, id, told)) {
    const { offline, final } = body;
    const answer = numberBlockSynced.safeParse(
      await kiosk.line.insist({ path: `number-blocks/${id}/sync`, body }, options.attempts),
    );
    if (!answer.success) throw new LineCut(true, answer.error);
    kiosk.note({ kind: 'synced', block: id, results: answer.data.results, ...(offline && { offline }) });
    results.push(...answer.data.results);
    for (const { number } of body.tickets) told.add(number);
    if (final) kiosk.note({ kind: 'settled', block: id });
    kiosk.noteLine(true);
  }
  return results;
}

/** What is to be told of a block next, but for what was told just now; undefined when the queue knows everything. */
function messageOf(kiosk: Kiosk, id: string, told: ReadonlySet<string>): NumberBlockSync | undefined {
  const held = kiosk.state.blocks.find(({ block }) => block.id === id);
  if (held?.state !== 'open' && held?.state !== 'settling') return undefined;
  const { token } = held.block;
  const open = unsynced(held);
  const tickets = open.filter(({ number }) => !told.has(number)).slice(0, atOnce);
  const offline = untoldIn(kiosk, held);
  if (tickets.length > 0 || offline) return { token, tickets, ...(offline && { offline }) };
  return held.state === 'settling' && open.length === 0 ? { token, tickets, final: true } : undefined;
}

/** A time without line is told with the last block that was taken before its end. */
function untoldIn(kiosk: Kiosk, { block }: HeldBlock): Offline | undefined {
  return kiosk.state.untold.find(({ to }) => {
    const before = kiosk.state.blocks.filter((held) => Date.parse(held.block.issuedAt) <= Date.parse(to));
    const able = before.filter(({ state }) => state === 'open' || state === 'settling');
    return able.at(-1)?.block.id === block.id;
  });
}

/**
 * A request that may have arrived before the line was cut: nobody has its ticket in hand. The same key gives the same
 * ticket, or one that is new; either way it is given back at once, by its tracking token.
 */
async function giveBack(kiosk: Kiosk, key: string, wish: Wish, { attempts }: SyncOptions): Promise<void> {
  try {
    const body = { ...wish, channel: 'kiosk' };
    const answer = issuedTicket.safeParse(await kiosk.line.insist({ path: 'tickets', body, key }, attempts));
    if (!answer.success) throw new LineCut(true, answer.error);
    kiosk.noteLine(true);
    const leave = { path: `/track/${answer.data.trackingToken}/leave`, body: {}, key: `${key}-leave` };
    await kiosk.line.insist(leave, attempts);
    kiosk.note({ kind: 'dropped', key, why: 'left' });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    kiosk.note({ kind: 'dropped', key, why: 'refused' });
  }
}
