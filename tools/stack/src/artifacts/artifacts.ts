import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import artifactUrl from 'mvn-artifact-url';
import { sentenceOf, Trouble } from '../trouble';

/** Coordinates (`group:artifact:version`) with the sha-256 of the jar. */
export type Checksums = Readonly<Record<string, string>>;

export interface ArtifactCache {
  dir: string;
  /** Another repository than Maven Central. */
  repository?: string | undefined;
  log: (line: string) => void;
}

const parallel = 6;
const attempts = 3;
const timeoutMs = 120_000;

/**
 * The paths of these jars, in order, each checked against its sha-256. What is missing is fetched; what is broken
 * is fetched again, once. Several checkouts may share the directory: a jar appears in it whole or not at all.
 * @throws Trouble when a jar cannot be had or stays broken
 */
export async function jars(what: string, checksums: Checksums, cache: ArtifactCache): Promise<string[]> {
  await mkdir(cache.dir, { recursive: true });
  const wanted = Object.entries(checksums).map(([coordinates, sha256]) => ({
    coordinates,
    sha256,
    path: join(cache.dir, fileNameOf(coordinates)),
  }));
  const states = await Promise.all(wanted.map(async (jar) => ({ ...jar, state: await stateOf(jar) })));
  const missing = states.filter(({ state }) => state !== 'good');
  const broken = missing.filter(({ state }) => state === 'broken');
  for (const { path } of broken) cache.log(`${what}: ${path} is damaged; fetching it again`);
  await fetchAll(what, missing, cache);
  return wanted.map(({ path }) => path);
}

interface Jar {
  coordinates: string;
  sha256: string;
  path: string;
}

async function fetchAll(what: string, missing: readonly Jar[], cache: ArtifactCache): Promise<void> {
  if (missing.length === 0) return;
  const count = String(missing.length);
  cache.log(`${what}: fetching ${count} ${missing.length === 1 ? 'jar' : 'jars'} (kept in ${cache.dir})`);
  const queue = [...missing];
  let done = 0;
  const work = async () => {
    for (let jar = queue.shift(); jar !== undefined; jar = queue.shift()) {
      await fetchJar(jar, cache);
      done += 1;
      if (done % 10 === 0 || done === missing.length) cache.log(`${what}: ${String(done)} of ${count} jars`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

async function fetchJar(jar: Jar, cache: ArtifactCache): Promise<void> {
  const [groupId = '', artifactId = '', version = ''] = jar.coordinates.split(':');
  const url = await artifactUrl({ groupId, artifactId, version, extension: 'jar' }, cache.repository);
  const temporary = `${jar.path}.${randomUUID()}.part`;
  try {
    let found = await downloadTo(temporary, url);
    if (found !== jar.sha256) found = await downloadTo(temporary, url);
    if (found !== jar.sha256) {
      throw new Trouble(
        `${fileNameOf(jar.coordinates)} from ${new URL(url).host} is not the file it should be (sha-256 ${found}, expected ${jar.sha256}).`,
      );
    }
    await rename(temporary, jar.path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function downloadTo(path: string, url: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
      if (response.status !== 200 || response.body === null) {
        throw new Error(`the answer was ${String(response.status)}`);
      }
      await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
      return await sha256Of(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
      if (attempt === attempts) throw new Trouble(`${url} cannot be fetched: ${causeOf(error)}.`);
      await pause(500 * attempt);
    }
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return sentenceOf(cause instanceof Error ? cause : error);
}

async function stateOf(jar: Jar): Promise<'good' | 'broken' | 'missing'> {
  try {
    return (await sha256Of(jar.path)) === jar.sha256 ? 'good' : 'broken';
  } catch {
    return 'missing';
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function fileNameOf(coordinates: string): string {
  const [, artifact = '', version = ''] = coordinates.split(':');
  return `${artifact}-${version}.jar`;
}
