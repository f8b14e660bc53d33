import { issuedTicket } from '@kezek/contracts';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Given, Wish } from './entry';
import type { Kiosk } from './kiosk';
import { LineCut, Refused } from './line';
import { nextNumber, unsynced } from './state';
import { sync } from './sync';
import { Trouble } from './trouble';

const trackingTokenBytes = 16;

/** A line that was cut a moment ago is not tried with the next visitor waiting. */
const retryLineAfterMs = 10_000;

/**
 * Issues a ticket: by the queue while the line is there, else from a block.
 * @throws Trouble `refused`, `no-numbers`
 */
export async function issue(kiosk: Kiosk, wish: Wish): Promise<void> {
  const ticket = await online(kiosk, wish);
  kiosk.give(ticket ?? offline(kiosk, wish));
  if (ticket !== undefined) await tellAtOnce(kiosk);
}

/**
 * The line is back: what was issued without it counts from its own time only where it is told soon. The visitor has his
 * ticket already, so whatever comes of this is no trouble of his; the next `sync` says it.
 */
async function tellAtOnce(kiosk: Kiosk): Promise<void> {
  const { blocks } = kiosk.state;
  const told = blocks.every(
    (held) => held.state === 'settled' || held.state === 'refused' || unsynced(held).length === 0,
  );
  if (told) return;
  try {
    await sync(kiosk, { attempts: 1 });
  } catch (error) {
    if (!(error instanceof LineCut || error instanceof Refused)) throw error;
  }
}

async function online(kiosk: Kiosk, wish: Wish): Promise<Given | undefined> {
  if (justFailed(kiosk)) return undefined;
  const key = randomUUID();
  kiosk.note({ kind: 'asked', key, wish });
  try {
    const body = { ...wish, channel: 'kiosk' };
    const answer = issuedTicket.safeParse(await kiosk.line.post({ path: 'tickets', body, key }));
    if (!answer.success) throw new LineCut(true, answer.error);
    kiosk.noteLine(true);
    const { number, trackingToken, service, issuedAt } = answer.data;
    return { number, trackingToken, service, language: wish.language, issuedAt, key };
  } catch (error) {
    failed(kiosk, key, error);
    return undefined;
  }
}

function failed(kiosk: Kiosk, key: string, error: unknown): void {
  if (error instanceof Refused) {
    kiosk.note({ kind: 'dropped', key, why: 'refused' });
    throw new Trouble('refused', `${error.code}: ${error.message}`);
  }
  if (!(error instanceof LineCut)) {
    if (error instanceof Trouble) kiosk.note({ kind: 'dropped', key, why: 'not-sent' });
    throw error;
  }
  // What may have arrived stays open: the next sync asks again with the same key, and gives the ticket back.
  if (!error.sent) kiosk.note({ kind: 'dropped', key, why: 'not-sent' });
  kiosk.noteLine(false);
}

function justFailed(kiosk: Kiosk): boolean {
  const { lastFailedAt } = kiosk.state;
  if (lastFailedAt === undefined) return false;
  const elapsed = Date.parse(kiosk.now()) - Date.parse(lastFailedAt);
  // Below zero where a new block has set the clock back.
  return elapsed >= 0 && elapsed < retryLineAfterMs;
}

function offline(kiosk: Kiosk, { service, language }: Wish): Given {
  const issuedAt = kiosk.now();
  const next = nextNumber(kiosk.state, service, issuedAt);
  if (next === undefined)
    throw new Trouble('no-numbers', `The line is cut, and there is no lent number for ${service}.`);
  const trackingToken = randomBytes(trackingTokenBytes).toString('base64url');
  return { number: next.number, trackingToken, service, language, issuedAt, block: next.block.id };
}
