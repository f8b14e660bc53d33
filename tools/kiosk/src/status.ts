import { unsynced, type HeldBlock, type KioskState } from './state';

const blockStatus = (held: HeldBlock) => {
  const { block, state, refusal, given, results } = held;
  const lent = block.ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return {
    id: block.id,
    businessDay: block.businessDay,
    expiresAt: block.expiresAt,
    state,
    ...(refusal !== undefined && { refusal }),
    lent,
    given: given.length,
    unsynced: unsynced(held).length,
    conflicts: [...results.values()].filter(({ result }) => result === 'conflict'),
  };
};

/** What a kiosk knows by itself, also without a line. */
export const statusOf = (state: KioskState) => ({
  ...(state.offlineSince !== undefined && { offlineSince: state.offlineSince }),
  given: state.given,
  /** May have been printed, or not: a kiosk died in between. */
  unprinted: [...state.unprinted.values()].map(({ number, service, issuedAt }) => ({
    number,
    service,
    issuedAt,
  })),
  /** Asked of the queue, and never answered: the next sync gives them back. */
  unanswered: state.asked.size,
  blocks: state.blocks.map(blockStatus),
});
