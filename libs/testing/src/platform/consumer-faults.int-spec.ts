import { rows } from '@kezek/platform';
import { Client } from 'pg';
import { waitFor } from '../wait-for';
import { behaviours, SampleService } from './sample-service.fixture';

let sample: SampleService;

beforeAll(async () => {
  sample = await SampleService.start();
});
afterAll(async () => {
  await sample.stop();
});

test('a handler that takes too long is cut off: what it does afterwards has no effect', async () => {
  const late: Promise<unknown>[] = [];
  let runs = 0;
  behaviours.set('slow', async (_, { signal, tx }) => {
    if (++runs > 1) return;
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    const after = rows(tx, { text: `INSERT INTO effect (event_id, key, n) VALUES ('late', 'slow', 99)` });
    late.push(after.catch((error: unknown) => error));
    await after;
  });
  await sample.log.append([sample.record('slow', 1)]);
  await sample.shows('slow', [1]);
  expect(runs).toBe(2);
  expect(await Promise.all(late)).toEqual([
    expect.objectContaining({ message: expect.any(String) as string }),
  ]);
});

test('while connections to the database are cut nothing is parked, lost or done twice', async () => {
  const admin = new Client({ connectionString: sample.database.adminUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  const total = 300;
  const records = Array.from({ length: total }, (_, n) => sample.record(`cut-${String(n % 7)}`, n));
  for (let from = 0; from < total; from += 50) {
    await sample.log.append(records.slice(from, from + 50));
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'consumers-spec' AND datname = current_database()`);
  }
  const count = async () => {
    const { rows: found } = await admin.query<{ n: string }>(
      `SELECT count(*) AS n FROM effect WHERE key LIKE 'cut-%'`,
    );
    return Number(found[0]?.n);
  };
  await waitFor(async () => (await count()) >= total, 'every event has its effect', 30_000);
  for (let key = 0; key < 7; key++) {
    const expected = records.map((_, n) => n).filter((n) => n % 7 === key);
    expect(await sample.effects(`cut-${String(key)}`)).toEqual(expected);
  }
  expect(await sample.dataSource.query(`SELECT 1 FROM parked_event WHERE key LIKE 'cut-%'`)).toEqual([]);
  await admin.end();
});

test('a service that stops and one that joins lose nothing and do nothing twice', async () => {
  const total = 600;
  const events = Array.from({ length: total }, (_, n) => sample.record(`move-${String(n % 11)}`, n));
  const appending = (async () => {
    for (let from = 0; from < total; from += 20) await sample.log.append(events.slice(from, from + 20));
  })();
  const done = async () => {
    const [row] = await sample.dataSource.query<{ n: number }[]>(
      `SELECT count(*) AS n FROM effect WHERE key LIKE 'move-%'`,
    );
    return row?.n ?? 0;
  };
  await sample.startInstance();
  await waitFor(async () => (await done()) > total / 4, 'a part is done');
  await sample.apps.shift()?.close();
  await appending;
  await waitFor(async () => (await done()) >= total, 'all is done', 40_000);
  for (let key = 0; key < 11; key++) {
    const expected = events.map((_, n) => n).filter((n) => n % 11 === key);
    expect(await sample.effects(`move-${String(key)}`)).toEqual(expected);
  }
  await waitFor(
    async () =>
      (await sample.log.lag(`sample.${sample.topic}`, [sample.topic])).every(({ behind }) => behind === 0),
    'everything is committed',
  );
});

test('consumers that run are not started again beside themselves', async () => {
  const [app] = sample.apps;
  await expect(app?.startAllMicroservices()).rejects.toThrow('the consumers run already');
});

test('a pattern that the catalogue lacks stops the service from starting', async () => {
  await expect(sample.startInstance([])).rejects.toThrow(/the catalogue has no such event/);
});
