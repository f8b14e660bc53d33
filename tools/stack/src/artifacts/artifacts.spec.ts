import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jars } from './artifacts';
import { kafkaJars, redisJar } from './checksums';

const coordinates = 'org.example:thing:1.0';
const content = Buffer.from('the jar as it should be');
const checksums = { [coordinates]: createHash('sha256').update(content).digest('hex') };

describe('jars', () => {
  let dir: string;
  let server: Server;
  let repository: string;
  let answers: (Buffer | number | 'cut')[];
  let asked: string[];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-jars-'));
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = answers.shift() ?? 404;
      if (typeof answer === 'number') response.writeHead(answer).end();
      else if (answer === 'cut') {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('half', () => response.destroy());
      } else response.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    repository = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(dir, { recursive: true });
  });

  const get = () => jars('Thing', checksums, { dir, repository, log: () => undefined });

  it('are fetched from the repository and kept', async () => {
    answers = [content];
    const [path = ''] = await get();
    expect(await readFile(path)).toEqual(content);
    expect(asked).toEqual(['/org/example/thing/1.0/thing-1.0.jar']);
    await get();
    expect(asked).toHaveLength(1);
  });

  it('are fetched again when the kept one is damaged', async () => {
    await writeFile(join(dir, 'thing-1.0.jar'), 'damaged');
    answers = [content];
    const [path = ''] = await get();
    expect(await readFile(path)).toEqual(content);
  });

  it('are asked for once more when what came is not what it should be', async () => {
    answers = [Buffer.from('something else'), content];
    const [path = ''] = await get();
    expect(await readFile(path)).toEqual(content);
  });

  it('are refused in one sentence when they stay wrong, and nothing of them is kept', async () => {
    answers = [Buffer.from('something else'), Buffer.from('something else')];
    await expect(get()).rejects.toThrow(/^thing-1\.0\.jar from .* is not the file it should be \(sha-256 /);
    expect(await readdir(dir)).toEqual([]);
  });

  it('survive a connection that breaks in the middle', async () => {
    answers = ['cut', content];
    const [path = ''] = await get();
    expect(await readFile(path)).toEqual(content);
  });

  it('are given up in one sentence when the repository does not have them', async () => {
    answers = [];
    await expect(get()).rejects.toThrow(/thing-1\.0\.jar cannot be fetched: the answer was 404\.$/);
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('the committed checksums', () => {
  it('name 46 jars for Kafka and one for Redis, each by a sha-256', () => {
    expect(Object.keys(kafkaJars)).toHaveLength(46);
    expect(Object.keys(redisJar)).toHaveLength(1);
    for (const sha256 of [...Object.values(kafkaJars), ...Object.values(redisJar)])
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
