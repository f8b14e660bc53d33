import { Refusal } from '@kezek/contracts';
import { currentTraceparent, LostRace } from '@kezek/platform';
import { recordingConsumer, type RecordingConsumer } from '../kafka';
import { waitFor } from '../wait-for';
import { behaviours, SampleService } from './sample-service.fixture';

let sample: SampleService;
let dead: RecordingConsumer;

beforeAll(async () => {
  sample = await SampleService.start();
  dead = await recordingConsumer(`${sample.topic}.dead`);
});
afterAll(async () => {
  await dead.close();
  await sample.stop();
});

test('events of a key have their effects in order, a repeated one only once', async () => {
  const twice = sample.record('order', 2);
  await sample.log.append([sample.record('order', 1), twice, twice, sample.record('order', 3)]);
  await sample.log.append([twice, sample.record('order', 4)]);
  await sample.shows('order', [1, 2, 3, 4]);
});

test('an unknown type is skipped and unknown members are no harm', async () => {
  await sample.log.append([
    sample.record('tolerant', 1, { headers: { ce_type: 'sample.counter.renamed' } }),
    sample.record('tolerant', 2, { payload: '{"n":2,"news":true}' }),
  ]);
  await sample.shows('tolerant', [2]);
});

test('the handler runs in the trace of the event', async () => {
  let trace: string | undefined;
  behaviours.set('traced', () => {
    trace = currentTraceparent();
    return Promise.resolve();
  });
  const ce_traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await sample.log.append([sample.record('traced', 1, { headers: { ce_traceparent } })]);
  await sample.shows('traced', [1]);
  expect(trace).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
});

test('a handler that fails between effect and commit has its effect exactly once', async () => {
  let failures = 0;
  behaviours.set('shaky', () => (failures++ < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve()));
  await sample.log.append([sample.record('shaky', 1), sample.record('shaky', 2)]);
  await sample.shows('shaky', [1, 2]);
  expect(failures).toBeGreaterThan(3);
});

test('a refused event is done without effect and is not tried again and again', async () => {
  let runs = 0;
  behaviours.set('refused', (event) => {
    runs++;
    return event.data.n === 1 ? Promise.reject(new Refusal('ticket-not-waiting')) : Promise.resolve();
  });
  await sample.log.append([sample.record('refused', 1), sample.record('refused', 2)]);
  await sample.shows('refused', [2]);
  // Together with its neighbour, then each alone.
  expect(runs).toBeLessThanOrEqual(3);
  expect(await sample.parked('refused')).toEqual([]);
});

test('a poison event parks its key, others go on; after the fix retry delivers all in order', async () => {
  behaviours.set('poison', (event) =>
    event.data.n === 2 ? Promise.reject(new Error('bug')) : Promise.resolve(),
  );
  await sample.log.append(
    [1, 2, 3, 4].flatMap((n) => [sample.record('poison', n), sample.record('sound', n)]),
  );
  await sample.shows('sound', [1, 2, 3, 4]);
  await waitFor(async () => (await sample.parked('poison')).length === 3, 'three events are parked');
  expect(await sample.effects('poison')).toEqual([1]);
  expect((await sample.parked('poison')).map(({ reason }) => reason)).toEqual([
    'failure',
    'behind',
    'behind',
  ]);
  const copy = await waitFor(() => dead.records.find(({ key }) => key === 'poison'), 'a copy for operators');
  expect(copy.headers).toMatchObject({ ce_sequence: '2', kezek_reason: 'failure' });

  const [head, second] = await sample.parked('poison');
  const listed = await sample.operate('list');
  expect(listed.lines.join()).toMatch(/key poison .* 3 waiting .*bug/);
  expect((await sample.operate('show', String(second?.id))).lines.join()).toContain('"n\\":3');

  await sample.operate('retry', String(second?.id));
  await waitFor(async () => (await sample.parked('poison'))[0]?.retry_at !== null, 'it failed again');
  expect(await sample.effects('poison')).toEqual([1]);

  behaviours.delete('poison');
  expect((await sample.operate('retry', 'poison')).lines[0]).toContain(
    `event ${String(head?.id)} of key poison`,
  );
  await sample.log.append([sample.record('poison', 5)]);
  await sample.shows('poison', [1, 2, 3, 4, 5]);
  expect(await sample.parked('poison')).toEqual([]);
  await sample.log.append([sample.record('poison', 6)]);
  await sample.shows('poison', [1, 2, 3, 4, 5, 6]);
});

test('a parked event that loses a race is repeated at once, like one that comes from Kafka', async () => {
  behaviours.set('raced', () => Promise.reject(new Error('bug')));
  await sample.log.append([sample.record('raced', 1)]);
  await waitFor(async () => (await sample.parked('raced')).length === 1, 'it is parked');
  let runs = 0;
  behaviours.set('raced', () =>
    ++runs < 3 ? Promise.reject(new LostRace(new Error('taken'))) : Promise.resolve(),
  );
  await sample.operate('retry', 'raced');
  await sample.shows('raced', [1]);
  expect(runs).toBe(3);
  expect(await sample.parked('raced')).toEqual([]);
});

test('newer events never overtake those that are just being retried', async () => {
  let broken = true;
  behaviours.set('busy', () => (broken ? Promise.reject(new Error('bug')) : Promise.resolve()));
  await sample.log.append(Array.from({ length: 30 }, (_, n) => sample.record('busy', n)));
  await waitFor(async () => (await sample.parked('busy')).length === 30, 'all are parked');
  broken = false;
  await sample.operate('retry', 'busy');
  for (let n = 30; n < 80; n++) await sample.log.append([sample.record('busy', n)]);
  await sample.shows(
    'busy',
    Array.from({ length: 80 }, (_, n) => n),
  );
});

test.each([
  ['that is not JSON', { payload: '{"n":' }],
  ['whose data breaks the schema', { payload: '{"n":"one"}' }],
  ['that lacks a header', { headers: { ce_subject: '' } }],
  ['with a NUL in its value', { payload: 'a\0b' }],
])('a record %s is parked at once, for good until somebody skips it', async (name, change) => {
  const key = `contract ${name}`;
  await sample.log.append([sample.record(key, 1), sample.record(key, 2, change), sample.record(key, 3)]);
  await waitFor(async () => (await sample.parked(key)).length === 2, 'it is parked, and what follows it');
  const [head] = await sample.parked(key);
  expect(head).toMatchObject({ reason: 'contract', retry_at: null });
  expect((await sample.operate('skip', String(head?.id))).code).toBe(2);
  expect((await sample.operate('skip', String(head?.id), '--reason', 'sent', 'by', 'mistake')).code).toBe(0);
  await sample.shows(key, [1, 3]);
  const kept = await sample.dataSource.query<{ skip_reason: string }[]>(
    'SELECT skip_reason FROM parked_event_skipped WHERE id = $1',
    [head?.id],
  );
  expect(kept).toEqual([{ skip_reason: 'sent by mistake' }]);
});
