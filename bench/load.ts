import { setTimeout as pause } from 'node:timers/promises';

export interface Load {
  readonly perSecond: number;
  /** Of each unit of work, in milliseconds. */
  readonly times: readonly number[];
}

/** So many workers at once, each taking the next unit as soon as its last one is done. */
export async function inParallel(
  workers: number,
  total: number,
  work: (worker: number) => Promise<unknown>,
): Promise<Load> {
  const times: number[] = [];
  const began = performance.now();
  let left = total;
  const one = async (worker: number) => {
    while (left > 0) {
      left -= 1;
      const at = performance.now();
      await work(worker);
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => one(worker)));
  return { perSecond: (total / (performance.now() - began)) * 1000, times };
}

/** As many units as take about five seconds at that rate: a slow machine is not measured for an hour. */
export const unitsAt = (perSecond: number): number =>
  16 * Math.round(Math.min(1600, Math.max(160, perSecond * 5)) / 16);

/** Begins a unit of work so often, whether the ones before are done or not. */
export async function atRate(
  perSecond: number,
  total: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  const began = performance.now();
  const all: Promise<unknown>[] = [];
  for (let index = 0; index < total; index += 1) {
    await pause(Math.max(0, began + (index * 1000) / perSecond - performance.now()));
    all.push(work(index));
  }
  await Promise.all(all);
}
