import type { NumberBlock, OfflineTicket, NumberBlockSynced } from '@kezek/contracts';
import type { Entry, Given, Offline, Wish } from './entry';

type Result = NumberBlockSynced['results'][number];

export interface HeldBlock {
  readonly block: NumberBlock;
  /** `settling`: nothing is given out of it any more. `refused`: the queue takes nothing of it any more. */
  readonly state: 'open' | 'settling' | 'settled' | 'refused';
  readonly refusal?: string;
  readonly given: readonly Given[];
  /** Number → what the queue said of it. */
  readonly results: ReadonlyMap<string, Result>;
}

/** Where a kiosk stands: everything that its journal says. */
export interface KioskState {
  readonly blocks: readonly HeldBlock[];
  /** How many tickets: each command reads all of the journal, so nothing here grows with every ticket. */
  readonly given: number;
  /** By tracking token: may have been printed, or not: nobody prints them again. */
  readonly unprinted: ReadonlyMap<string, Given>;
  /** Of the last ticket, or of a block after it. */
  readonly notBefore: string | undefined;
  /** Requests of which nobody knows whether the queue has a ticket of them, by key. */
  readonly asked: ReadonlyMap<string, Wish>;
  readonly aheadMs: number;
  /** Set while the line is cut. */
  readonly offlineSince: string | undefined;
  readonly lastFailedAt: string | undefined;
  /** Times without line that the queue has not been told of. */
  readonly untold: readonly Offline[];
}

export const nothing: KioskState = {
  blocks: [],
  given: 0,
  unprinted: new Map(),
  notBefore: undefined,
  asked: new Map(),
  aheadMs: 0,
  offlineSince: undefined,
  lastFailedAt: undefined,
  untold: [],
};

type On<K extends Entry['kind']> = (state: KioskState, entry: Extract<Entry, { kind: K }>) => KioskState;

const without = <K, V>(map: ReadonlyMap<K, V>, key: K | undefined): Map<K, V> =>
  new Map([...map].filter(([one]) => one !== key));

const changed = (
  state: KioskState,
  id: string | undefined,
  change: (held: HeldBlock) => HeldBlock,
): KioskState => ({
  ...state,
  blocks: state.blocks.map((held) => (held.block.id === id ? change(held) : held)),
});

/**
 * What lies in the future, by the clock of the queue, does so for a while only, and so does somebody else have the
 * number: it is said again the next time.
 */
const isFinal = ({ reason }: Result): boolean => reason !== 'in-future' && reason !== 'number-in-use';

const on: { readonly [K in Entry['kind']]: On<K> } = {
  block: (state, { block, aheadMs }) => ({
    ...state,
    aheadMs,
    notBefore: block.issuedAt,
    blocks: [...state.blocks, { block, state: 'open', given: [], results: new Map() }],
  }),
  asked: (state, { key, wish }) => ({ ...state, asked: new Map(state.asked).set(key, wish) }),
  dropped: (state, { key }) => ({ ...state, asked: without(state.asked, key) }),
  given: (state, { ticket }) =>
    changed(
      {
        ...state,
        given: state.given + 1,
        unprinted: new Map(state.unprinted).set(ticket.trackingToken, ticket),
        notBefore: ticket.issuedAt,
        asked: without(state.asked, ticket.key),
      },
      ticket.block,
      (held) => ({ ...held, given: [...held.given, ticket] }),
    ),
  printed: (state, { trackingToken }) => ({ ...state, unprinted: without(state.unprinted, trackingToken) }),
  line: (state, { up, at }) => {
    if (!up) return { ...state, offlineSince: state.offlineSince ?? at, lastFailedAt: at };
    const { offlineSince, untold } = state;
    const told = { ...state, offlineSince: undefined, lastFailedAt: undefined };
    if (offlineSince === undefined) return told;
    // A new block may have set the clock back meanwhile.
    const from = Date.parse(offlineSince) < Date.parse(at) ? offlineSince : at;
    return { ...told, untold: [...untold, { from, to: at }] };
  },
  synced: (state, { block, results, offline }) =>
    changed(
      { ...state, untold: state.untold.filter(({ from }) => from !== offline?.from) },
      block,
      (held) => ({
        ...held,
        results: new Map([
          ...held.results,
          ...results.filter(isFinal).map((result) => [result.number, result] as const),
        ]),
      }),
    ),
  settling: (state, { block }) =>
    changed(state, block, (held) => (held.state === 'open' ? { ...held, state: 'settling' } : held)),
  settled: (state, { block }) => changed(state, block, (held) => ({ ...held, state: 'settled' })),
  refused: (state, { block, code }) =>
    changed(state, block, (held) => ({ ...held, state: 'refused', refusal: code })),
};

export const after = (state: KioskState, entry: Entry): KioskState =>
  (on[entry.kind] as On<Entry['kind']>)(state, entry);

/** A ticket from a block, with its place in the journal of what the queue does not know yet. */
export const unsynced = ({ given, results }: HeldBlock): OfflineTicket[] =>
  given
    .filter(({ number }) => !results.has(number))
    .map(({ number, service, language, trackingToken, issuedAt }) => ({
      number,
      service,
      language,
      trackingToken,
      issuedAt,
    }));

export interface NextNumber {
  readonly block: NumberBlock;
  readonly number: string;
}

/** The next number for a service that no visitor has got, of the block that ends first. */
export function nextNumber(state: KioskState, service: string, now: string): NextNumber | undefined {
  const open = state.blocks
    .filter((held) => held.state === 'open' && Date.parse(now) < Date.parse(held.block.expiresAt))
    .sort((a, b) => Date.parse(a.block.expiresAt) - Date.parse(b.block.expiresAt));
  for (const { block, given } of open) {
    const number = firstFree(block, service, new Set(given.map((ticket) => ticket.number)));
    if (number !== undefined) return { block, number };
  }
  return undefined;
}

function firstFree({ ranges }: NumberBlock, service: string, taken: ReadonlySet<string>): string | undefined {
  for (const { prefix, from, to } of ranges.filter(({ services }) => services.includes(service)))
    for (let serial = from; serial <= to; serial += 1) {
      const number = `${prefix}${String(serial).padStart(3, '0')}`;
      if (!taken.has(number)) return number;
    }
  return undefined;
}
