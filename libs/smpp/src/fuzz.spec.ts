import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { type Pdu, type UnknownPdu, decodePdu, encodePdu } from './codec';
import { PduDecoder } from './decoder';
import { MalformedPdu } from './malformed';
import type { Answer } from './outstanding';
import { parseReceipt } from './receipt';
import { readMessage } from './message';
import { EsmeSession } from './session';
import { type SessionEnd, defaultTimers } from './session-options';
import { SmscSession } from './smsc-session';
import { anyPdu } from './testing/arbitrary-pdu';
import { FakeClock } from './testing/fake-clock';
import { fakeNetwork } from './testing/fake-link';

const pool = 2000;
const perSession = 25;
const generated = 100_000;
// Printed in the name of the suite; `npx jest --seed=…` runs it again.
const seed = jest.getSeed() & 0x7fffffff;

/** A small generator (mulberry32): a run is its seed. */
function randomFrom(state: number): (below: number) => number {
  let at = state;
  return (below) => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof randomFrom>;

const mutations: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes) => bytes,
  (bytes, random) => {
    const at = random(bytes.length);
    bytes[at] = random(256);
    return bytes;
  },
  (bytes, random) => {
    for (let times = random(8); times >= 0; times -= 1) bytes[16 + random(bytes.length)] = random(256);
    return bytes;
  },
  // Cut or grown, with the length put right: the body is what is wrong.
  (bytes, random) => relengthed(bytes.subarray(0, 16 + random(Math.max(1, bytes.length - 15)))),
  (bytes, random) => relengthed(Buffer.concat([bytes, Buffer.alloc(1 + random(9), random(256))])),
  (bytes, random) => {
    bytes.writeUInt32BE(random(20), 0);
    return bytes;
  },
  (bytes, random) => {
    bytes.writeUInt32BE(random(0x20) + (random(2) === 0 ? 0 : 0x80000000), 4);
    return bytes;
  },
  (bytes, random) => Buffer.from(bytes.map(() => random(256))),
];

function relengthed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(copy.length, 0);
  return copy;
}

function fuzzed(seeds: readonly Buffer[], random: Random): Buffer {
  const base = Buffer.from(seeds[random(seeds.length)] ?? Buffer.alloc(16));
  return mutations[random(mutations.length)]?.(base, random) ?? base;
}

function inChunks(bytes: Buffer, random: Random, take: (chunk: Buffer) => void): void {
  const largest = 1 + random(random(8) === 0 ? 16 : 400);
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random(largest);
    take(bytes.subarray(at, at + size));
    at += size;
  }
}

function aLiveSession() {
  const clock = new FakeClock();
  const { open, peer } = fakeNetwork();
  const ends: SessionEnd[] = [];
  const answers: Answer[] = [];
  const session = new EsmeSession(
    { identity: { systemId: 'a', password: 'b' }, window: 3, inboundAtMost: 5, timers: defaultTimers },
    {
      clock,
      open,
      bound: () => undefined,
      room: () => undefined,
      late: () => undefined,
      deliver: (pdu) => Promise.resolve(void parseReceipt(pdu)),
      closed: (end) => ends.push(end),
    },
  );
  peer().accept();
  for (let each = 0; each < 3; each += 1) {
    const bytes = encodePdu({ command: 'submit_sm', sequence: 0 });
    session.write({ response: 'submit_sm_resp', bytes, settle: (answer) => answers.push(answer) });
  }
  return { clock, peer: peer(), session, ends, answers };
}

describe(`${String(generated)} fuzzed PDUs (--seed=${String(seed)})`, () => {
  const seeds = fc.sample(anyPdu, { seed, numRuns: pool }).map(encodePdu);

  test('make the decoder throw nothing but MalformedPdu, and give the same whole or in chunks', () => {
    const random = randomFrom(seed);
    let malformed = 0;
    for (let run = 0; run < generated; run += 1) {
      const bytes = fuzzed(seeds, random);
      const decoder = new PduDecoder();
      const found: (Pdu | UnknownPdu)[] = [];
      let failure: MalformedPdu | undefined;
      inChunks(bytes, random, (chunk) => {
        const { pdus, error } = decoder.push(chunk);
        found.push(...pdus);
        failure ??= error;
      });
      // Jest's own comparison would take longer than everything else here.
      const same =
        bytes.readUInt32BE(0) !== bytes.length ||
        isDeepStrictEqual(whole(bytes), failure?.reason ?? found[0]);
      if (!same) throw new Error(`chunks change the outcome of ${bytes.toString('hex')}`);
      if (failure) malformed += 1;
      for (const pdu of found)
        if (pdu.command === 'deliver_sm' || pdu.command === 'submit_sm') readMessage(pdu);
    }
    // Neither everything nor nothing was broken, else the mutations test nothing.
    expect(malformed).toBeGreaterThan(generated / 20);
    expect(malformed).toBeLessThan(generated * 0.9);
  }, 120_000);

  test('neither crash nor hang a live session, which ends at most once and settles all that was open', async () => {
    const random = randomFrom(seed + 1);
    let fed = 0;
    while (fed < generated) {
      const { clock, peer, session, ends, answers } = aLiveSession();
      for (let each = 0; each < perSession && session.state === 'bound'; each += 1, fed += 1) {
        inChunks(fuzzed(seeds, random), random, (chunk) => {
          peer.raw(chunk);
        });
      }
      // One that lives hears nothing more: it asks, waits and closes.
      if (session.state !== 'closed') await clock.advance(60_000);
      if (clock.pendingTimers > 0) await clock.advance(30_000);
      const state = { ends: ends.length, answers: answers.length, open: session.windowInUse };
      if (!isDeepStrictEqual(state, { ends: 1, answers: 3, open: 0 })) throw new Error(JSON.stringify(state));
      if (clock.pendingTimers > 0) throw new Error('a timer is left behind');
    }
  }, 120_000);

  test('neither crash nor hang the side of the SMSC', async () => {
    const random = randomFrom(seed + 2);
    let fed = 0;
    while (fed < generated / 4) {
      const clock = new FakeClock();
      const { open, peer } = fakeNetwork();
      let closed = 0;
      const ignore = () => undefined;
      const handlers = { authenticate: () => 0, bound: ignore, request: ignore, closed: () => (closed += 1) };
      const session = new SmscSession(open, handlers, clock);
      peer().send({ command: 'bind_transceiver', sequence: 1, fields: { systemId: 'a' } });
      const delivered = session.deliver({});
      for (let each = 0; each < perSession && closed === 0; each += 1, fed += 1) {
        inChunks(fuzzed(seeds, random), random, (chunk) => {
          peer().raw(chunk);
        });
      }
      await clock.advance(20_000);
      await delivered;
      if (session.delivering + clock.pendingTimers > 0 || closed > 1)
        throw new Error('the session is not settled');
    }
  }, 120_000);
});

function whole(bytes: Buffer): unknown {
  try {
    return decodePdu(bytes);
  } catch (error) {
    if (error instanceof MalformedPdu) return error.reason;
    throw error;
  }
}
