import type {
  NumberBlockAccount,
  NumberBlockRange,
  NumberBlockState,
  NumberBlockSummary,
  NumberRange,
} from '@kezek/contracts';
import type { Silence } from '../devices/device.row';
import type { BlockRow } from './block.row';
import { numberOf } from '../changes/number.rules';
import { runsOf } from './block.rules';
import type { BlockConflictRow, BlockSyncRow, BlockTicketRow } from './block-use.row';

/** A number of a block that is a ticket. */
export interface UsedNumber extends Pick<BlockTicketRow, 'ticket' | 'flags' | 'silentSince' | 'silentUntil'> {
  readonly number: string;
  readonly issuedAt: Date;
  readonly syncedAt: Date;
  readonly saidAt: Date | null;
}

/** What a kiosk said and could not be taken over. */
export interface RefusedNumber extends Pick<BlockConflictRow, 'number' | 'reason' | 'issuedAt' | 'syncedAt'> {
  readonly service: string;
}

/** What was synced when, and during which times the kiosk was cut off. */
export type Synced = Pick<BlockSyncRow, 'at' | 'offlineFrom' | 'offlineTo'>;

/** Everything that is known of a block. */
export interface BlockFacts {
  readonly block: BlockRow;
  readonly used: readonly UsedNumber[];
  readonly refused: readonly RefusedNumber[];
  readonly syncs: readonly Synced[];
  readonly now: Date;
}

const stateOf = ({ settledAt, expiresAt }: BlockRow, now: Date): NumberBlockState => {
  if (settledAt !== null) return 'settled';
  return expiresAt <= now ? 'expired' : 'open';
};

const serialsOf = ({ from, to }: NumberRange): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const numbersOf = (range: NumberRange): string[] =>
  serialsOf(range).map((serial) => numberOf(range.prefix, serial));

const sizeOf = (ranges: readonly NumberRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** What is left of ranges when some numbers are taken out, as ranges. */
export const restOf = (ranges: readonly NumberBlockRange[], taken: ReadonlySet<string>): NumberRange[] =>
  ranges.flatMap((range) => {
    const { prefix } = range;
    const left = serialsOf(range).filter((serial) => !taken.has(numberOf(prefix, serial)));
    return runsOf(left).map((run) => ({ prefix, ...run }));
  });

/** Numbers of the block of which something is known. */
const spokenFor = ({ used, refused }: Pick<BlockFacts, 'used' | 'refused'>): Set<string> =>
  new Set([...used, ...refused].map(({ number }) => number));

/** The numbers of which nothing is known: to be written off when the block is settled. */
export const outstandingIn = (facts: Pick<BlockFacts, 'block' | 'used' | 'refused'>): NumberRange[] =>
  restOf(facts.block.ranges, spokenFor(facts));

const iso = (instant: Date): string => instant.toISOString();
const ascending = (instants: readonly Date[]): Date[] =>
  [...instants].sort((a, b) => a.getTime() - b.getTime());

/** Each once, in their order. */
export const silencesIn = (silences: readonly Silence[]): { from: string; to: string }[] =>
  [...new Map(silences.map((one) => [one.until.getTime(), one])).values()]
    .sort((a, b) => a.until.getTime() - b.until.getTime())
    .map(({ since, until }) => ({ from: iso(since), to: iso(until) }));

function gapOf({ used, refused, syncs }: BlockFacts): NumberBlockSummary['gap'] {
  const issued = ascending([...used, ...refused].map(({ issuedAt }) => issuedAt));
  const synced = ascending(syncs.map(({ at }) => at));
  const cut = syncs.flatMap(({ offlineFrom, offlineTo }) =>
    offlineFrom && offlineTo ? [{ from: iso(offlineFrom), to: iso(offlineTo) }] : [],
  );
  const at = (instants: readonly Date[], index: number) => instants.at(index)?.toISOString();
  const [firstIssuedAt, lastIssuedAt] = [at(issued, 0), at(issued, -1)];
  const [firstSyncedAt, lastSyncedAt] = [at(synced, 0), at(synced, -1)];
  return {
    offline: cut.sort((a, b) => (a.from < b.from ? -1 : 1)),
    silences: silencesIn(
      used.flatMap(({ silentSince: since, silentUntil: until }) =>
        since && until ? [{ since, until }] : [],
      ),
    ),
    ...(firstIssuedAt !== undefined && { firstIssuedAt, lastIssuedAt }),
    ...(firstSyncedAt !== undefined && { firstSyncedAt, lastSyncedAt }),
  };
}

/** Where a block stands. */
export function summaryOf(facts: BlockFacts): NumberBlockSummary {
  const { block, used, now } = facts;
  const lent = sizeOf(block.ranges);
  const open = sizeOf(outstandingIn(facts));
  const settled = block.settledAt !== null;
  const { id, office, businessDay, device, ranges } = block;
  return {
    id,
    office,
    businessDay,
    device,
    ranges: [...ranges],
    issuedAt: iso(block.issuedAt),
    expiresAt: iso(block.expiresAt),
    state: stateOf(block, now),
    ...(block.settledAt && { settledAt: iso(block.settledAt) }),
    numbers: {
      lent,
      used: used.length,
      conflicting: lent - used.length - open,
      ...(settled ? { outstanding: 0, unused: open } : { outstanding: open, unused: 0 }),
    },
    gap: gapOf(facts),
  };
}

/** Every number of a block, and everything that was refused. */
export function accountOf(facts: BlockFacts, unused: readonly NumberRange[]): NumberBlockAccount {
  const { block, used, refused } = facts;
  const order = new Map(block.ranges.flatMap(numbersOf).map((number, index) => [number, index]));
  const byNumber = <T extends { readonly number: string; readonly syncedAt: Date }>(
    items: readonly T[],
  ): T[] =>
    [...items].sort(
      (a, b) =>
        (order.get(a.number) ?? order.size) - (order.get(b.number) ?? order.size) ||
        a.syncedAt.getTime() - b.syncedAt.getTime(),
    );
  return {
    ...summaryOf(facts),
    used: byNumber(used).map(({ number, ticket, issuedAt, saidAt, syncedAt, flags }) => ({
      number,
      ticket,
      issuedAt: iso(issuedAt),
      ...(saidAt && { saidAt: iso(saidAt) }),
      syncedAt: iso(syncedAt),
      flags: [...flags],
    })),
    conflicts: byNumber(refused).map(({ issuedAt, syncedAt, ...rest }) => ({
      ...rest,
      issuedAt: iso(issuedAt),
      syncedAt: iso(syncedAt),
    })),
    outstanding: block.settledAt === null ? outstandingIn(facts) : [],
    unused: [...unused],
  };
}
