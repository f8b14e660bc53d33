import { join } from 'node:path';
import { SystemClock } from '@kezek/platform';
import { root, type Stage } from './stage.ts';

interface Source {
  destroy(): Promise<void>;
}
type Made<T> = new (...parts: unknown[]) => T;

/** What the queue service was built to; its sources hold decorators, which Node does not run. */
const built = async <T>(file: string): Promise<T> =>
  (await import(join(root, 'services', 'queue', 'dist', file))) as T;

/** Seals every day that is over, by the service's own code; answers how many. */
export async function sealAll({ databaseUrl }: Stage): Promise<number> {
  const { openDataSource } = await built<{ openDataSource: (url: string, size: number) => Promise<Source> }>(
    'data-source.js',
  );
  const { OfficesService } = await built<{ OfficesService: Made<unknown> }>('offices/offices.service.js');
  const { Work } = await built<{ Work: Made<unknown> }>('work.service.js');
  const { SealingService } = await built<{ SealingService: Made<{ sealOver(): Promise<number> }> }>(
    'statistics/sealing.service.js',
  );
  const [source, clock] = [await openDataSource(databaseUrl, 2), new SystemClock()];
  const offices = new OfficesService(source, clock);
  const sealing = new SealingService(new Work(source, clock), offices, source, clock);
  let days = 0;
  try {
    for (let more = await sealing.sealOver(); more > 0; more = await sealing.sealOver()) days += more;
  } finally {
    await source.destroy();
  }
  return days;
}
