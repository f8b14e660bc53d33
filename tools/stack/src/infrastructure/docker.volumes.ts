import { join } from 'node:path';
import { engine, unlessMissing } from './docker.container';
import { nameOf } from './docker.names';
import { isMadeWith, noteMadeWith } from './made';
import type { Premises } from './types';

const kept = ['postgres', 'kafka'] as const;

/** Where a part keeps its data from one start to the next: a named volume. */
export interface KeptData {
  /** For `withBindMounts`; empty when the data is thrown away with the container. */
  mountedAt: (target: string) => { source: string; target: string }[];
  /** Notes that the data is complete: the next start uses it. */
  complete: () => void;
}

/**
 * The volume of a part with the data of the start before, if that was made completely.
 * @throws Trouble when it was made with other secrets
 */
export async function keptData(
  { dataDir, throwaway }: Premises,
  socket: string,
  part: (typeof kept)[number],
  ...secrets: readonly string[]
): Promise<KeptData> {
  if (throwaway) return { mountedAt: () => [], complete: () => undefined };
  const source = nameOf(dataDir, part);
  const mark = join(dataDir, `docker.${part}`);
  if (!isMadeWith(mark, ...secrets)) await removeVolume(socket, source);
  return {
    mountedAt: (target) => [{ source, target }],
    complete: () => {
      noteMadeWith(mark, ...secrets);
    },
  };
}

/** Removes the volumes of a data directory that is about to be forgotten. */
export async function forgetVolumes(dataDir: string, socket: string): Promise<void> {
  for (const part of kept) await removeVolume(socket, nameOf(dataDir, part));
}

async function removeVolume(socket: string, name: string): Promise<void> {
  const client = await engine(socket);
  await unlessMissing(client.container.dockerode.getVolume(name).remove());
}
