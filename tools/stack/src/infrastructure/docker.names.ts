import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../files';

const idFile = (dataDir: string) => join(dataDir, 'docker.json');

/** The name of a part's container and volume: of this data directory and of no other. */
export function nameOf(dataDir: string, part: string): string {
  const known = (readJson(idFile(dataDir)) as { id: string } | undefined)?.id;
  const id = known ?? randomUUID().slice(0, 8);
  if (known === undefined) writeJson(idFile(dataDir), { id });
  return `kezek-${id}-${part}`;
}

/** True when parts of this data directory ran in Docker. */
export function wasInDocker(dataDir: string): boolean {
  return existsSync(idFile(dataDir));
}
