/**
 * Where a reader of an office's stream stands: the partition of `queue.ticket.v1` that the office's events are in, and
 * the offset of the last one seen. Every gateway sees the same positions, so an id of one is good at all.
 */
export interface Position {
  readonly partition: number;
  readonly offset: number;
}

/** Before anything has happened in an office; no topic has so many partitions, so it is like no event's position. */
const nowhere: Position = { partition: 65_535, offset: 0 };

/** `partition-offset`, as the ids of the stream are written. */
export const writeId = ({ partition, offset }: Position = nowhere): string =>
  `${String(partition)}-${String(offset)}`;

/** Undefined for what was never an id of ours. */
export function readId(id: string | undefined): Position | undefined {
  const found = /^(\d{1,5})-(\d{1,15})$/.exec(id?.trim() ?? '');
  return found ? { partition: Number(found[1]), offset: Number(found[2]) } : undefined;
}

export interface Entry {
  readonly offset: number;
  readonly ticket: string;
  readonly version: number;
  /** When it became true, by the queue's clock; milliseconds. */
  readonly atMs: number;
  /** The event as it goes over the wire. */
  readonly frame: string;
}

/** An office's last deltas; complete for every offset of its partition above `floor`. */
export interface Log {
  readonly partition: number;
  readonly floor: number;
  /** The last offset of the partition that has been read, of whichever office. */
  readonly seen: number;
  readonly entries: readonly Entry[];
}

/** How many deltas of an office are kept for those who come back. */
export const keptAtMost = 500;

/** What somebody who comes back has missed; undefined when it can't be told. */
export function missedSince(
  log: Log | undefined,
  position: Position | undefined,
): readonly Entry[] | undefined {
  if (log === undefined || position?.partition !== log.partition) return undefined;
  if (position.offset < log.floor || position.offset > log.seen) return undefined;
  return log.entries.filter(({ offset }) => offset > position.offset);
}
