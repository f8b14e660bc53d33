import type { DataSource } from 'typeorm';
import { afterCommit, rows, type Tx } from '../database/transaction';

type Wake = () => void;
type Tell = (about: string) => void;

/** Who sleeps in this process over what is in one database. */
interface Sleepers {
  readonly wakes: Map<string, Set<Wake>>;
  readonly tellers: Set<Tell>;
  /** One closure for each: a transaction that says the same many times wakes once. */
  readonly onCommit: Map<string, Wake>;
}

const known = new WeakMap<DataSource, Sleepers>();

function sleepersOf(dataSource: DataSource): Sleepers {
  const found = known.get(dataSource) ?? { wakes: new Map(), tellers: new Set(), onCommit: new Map() };
  known.set(dataSource, found);
  return found;
}

/** The channel of PostgreSQL between the processes of a service; what there is to do is the payload. */
export const wakeChannel = 'kezek_wake';

/**
 * Calls `wake` when something is to be done: after commits of this process (`wakeAfterCommit`), and when another one
 * says so (`WakeLine`). It may come for nothing, and after a crash not at all: whoever sleeps looks by itself now and
 * then. Must not throw. Returns how to end it.
 * @param about `outbox`, `parked`, or a word of the service's own
 */
export function onWake(dataSource: DataSource, about: string, wake: Wake): () => void {
  const { wakes } = sleepersOf(dataSource);
  const among = wakes.get(about) ?? new Set();
  wakes.set(about, among.add(wake));
  return () => void among.delete(wake);
}

/** When, and if, the transaction commits: wakes who sleeps over this in this process, and has the others told. */
export function wakeAfterCommit(tx: Tx, about: string): void {
  const { dataSource } = tx;
  const { onCommit, tellers } = sleepersOf(dataSource);
  const wake =
    onCommit.get(about) ??
    (() => {
      wakeHere(dataSource, about);
      for (const tell of tellers) tell(about);
    });
  onCommit.set(about, wake);
  afterCommit(tx, wake);
}

/**
 * As `wakeAfterCommit`, by PostgreSQL itself, for programs that have no `WakeLine`. Only for what a person does now and
 * then: transactions that notify commit one after the other.
 */
export async function wakeByNotify(tx: Tx, about: string): Promise<void> {
  await rows(tx, { text: 'SELECT pg_notify($1, $2)', values: [wakeChannel, about] });
}

/** Wakes who sleeps over this, or, where nothing is named, everybody; in this process alone. */
export function wakeHere(dataSource: DataSource, about?: string): void {
  const { wakes } = sleepersOf(dataSource);
  for (const some of about === undefined ? wakes.values() : [wakes.get(about) ?? []])
    for (const wake of some) wake();
}

/** Calls `tell` after each commit of this process that woke somebody, or would have; returns how to end it. */
export function onCommitted(dataSource: DataSource, tell: Tell): () => void {
  const { tellers } = sleepersOf(dataSource);
  tellers.add(tell);
  return () => void tellers.delete(tell);
}
