import type { DataSource } from 'typeorm';

const sleepers = new WeakMap<DataSource, Set<() => void>>();

/** Calls `wake` after each commit of this process that left something in the outbox; returns how to end that. */
export function onOutboxCommit(dataSource: DataSource, wake: () => void): () => void {
  const listening = sleepers.get(dataSource) ?? new Set();
  sleepers.set(dataSource, listening.add(wake));
  return () => void listening.delete(wake);
}

export function outboxCommitted(dataSource: DataSource): void {
  for (const wake of sleepers.get(dataSource) ?? []) wake();
}
