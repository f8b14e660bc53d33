import type { Lease, LeasedTicket, LeaseSynced } from '@kezek/contracts';
import type { Entry, Given, Offline, Wish } from './entry';

type Result = LeaseSynced['results'][number];

export interface HeldLease {
  readonly lease: Lease;
  /** `settling`: nothing is given out of it any more. `refused`: the queue takes nothing of it any more. */
  readonly state: 'open' | 'settling' | 'settled' | 'refused';
  readonly refusal?: string;
  readonly given: readonly Given[];
  /** Number → what the queue said of it. */
  readonly results: ReadonlyMap<string, Result>;
}

/** Where a kiosk stands: everything that its journal says. */
export interface KioskState {
  readonly leases: readonly HeldLease[];
  /** How many tickets: each command reads all of the journal, so nothing here grows with every ticket. */
  readonly given: number;
  /** By handle: may have been printed, or not: nobody prints them again. */
  readonly unprinted: ReadonlyMap<string, Given>;
  /** Of the last ticket, or of a lease after it. */
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
  ...{ leases: [], given: 0, unprinted: new Map(), notBefore: undefined, asked: new Map(), aheadMs: 0 },
  ...{ offlineSince: undefined, lastFailedAt: undefined, untold: [] },
};

type On<K extends Entry['kind']> = (state: KioskState, entry: Extract<Entry, { kind: K }>) => KioskState;

const without = <K, V>(map: ReadonlyMap<K, V>, key: K | undefined): Map<K, V> =>
  new Map([...map].filter(([one]) => one !== key));

const changed = (
  state: KioskState,
  id: string | undefined,
  change: (held: HeldLease) => HeldLease,
): KioskState => ({
  ...state,
  leases: state.leases.map((held) => (held.lease.id === id ? change(held) : held)),
});

/** What lies in the future, by the clock of the queue, does so for a while only: it is said again the next time. */
const isFinal = ({ reason }: Result): boolean => reason !== 'in-future';

const on: { readonly [K in Entry['kind']]: On<K> } = {
  lease: (state, { lease, aheadMs }) => ({
    ...state,
    aheadMs,
    notBefore: lease.issuedAt,
    leases: [...state.leases, { lease, state: 'open', given: [], results: new Map() }],
  }),
  asked: (state, { key, wish }) => ({ ...state, asked: new Map(state.asked).set(key, wish) }),
  dropped: (state, { key }) => ({ ...state, asked: without(state.asked, key) }),
  given: (state, { ticket }) =>
    changed(
      {
        ...state,
        given: state.given + 1,
        unprinted: new Map(state.unprinted).set(ticket.handle, ticket),
        notBefore: ticket.issuedAt,
        asked: without(state.asked, ticket.key),
      },
      ticket.lease,
      (held) => ({ ...held, given: [...held.given, ticket] }),
    ),
  printed: (state, { handle }) => ({ ...state, unprinted: without(state.unprinted, handle) }),
  line: (state, { up, at }) => {
    if (!up) return { ...state, offlineSince: state.offlineSince ?? at, lastFailedAt: at };
    const { offlineSince, untold } = state;
    const told = { ...state, offlineSince: undefined, lastFailedAt: undefined };
    if (offlineSince === undefined) return told;
    // A new lease may have set the clock back meanwhile.
    const from = Date.parse(offlineSince) < Date.parse(at) ? offlineSince : at;
    return { ...told, untold: [...untold, { from, to: at }] };
  },
  synced: (state, { lease, results, offline }) =>
    changed(
      { ...state, untold: state.untold.filter(({ from }) => from !== offline?.from) },
      lease,
      (held) => ({
        ...held,
        results: new Map([
          ...held.results,
          ...results.filter(isFinal).map((result) => [result.number, result] as const),
        ]),
      }),
    ),
  settling: (state, { lease }) =>
    changed(state, lease, (held) => (held.state === 'open' ? { ...held, state: 'settling' } : held)),
  settled: (state, { lease }) => changed(state, lease, (held) => ({ ...held, state: 'settled' })),
  refused: (state, { lease, code }) =>
    changed(state, lease, (held) => ({ ...held, state: 'refused', refusal: code })),
};

export const after = (state: KioskState, entry: Entry): KioskState =>
  (on[entry.kind] as On<Entry['kind']>)(state, entry);

/** A ticket from a lease, with its place in the journal of what the queue does not know yet. */
export const unsynced = ({ given, results }: HeldLease): LeasedTicket[] =>
  given
    .filter(({ number }) => !results.has(number))
    .map(({ number, service, language, handle, issuedAt }) => ({
      number,
      service,
      language,
      handle,
      issuedAt,
    }));

export interface NextNumber {
  readonly lease: Lease;
  readonly number: string;
}

/** The next number for a service that no visitor has got, of the lease that ends first. */
export function nextNumber(state: KioskState, service: string, now: string): NextNumber | undefined {
  const open = state.leases
    .filter((held) => held.state === 'open' && Date.parse(now) < Date.parse(held.lease.expiresAt))
    .sort((a, b) => Date.parse(a.lease.expiresAt) - Date.parse(b.lease.expiresAt));
  for (const { lease, given } of open) {
    const number = firstFree(lease, service, new Set(given.map((ticket) => ticket.number)));
    if (number !== undefined) return { lease, number };
  }
  return undefined;
}

function firstFree({ ranges }: Lease, service: string, taken: ReadonlySet<string>): string | undefined {
  const range = ranges.find(({ services }) => services.includes(service));
  if (range === undefined) return undefined;
  for (let serial = range.from; serial <= range.to; serial += 1) {
    const number = `${range.prefix}${String(serial).padStart(3, '0')}`;
    if (!taken.has(number)) return number;
  }
  return undefined;
}
