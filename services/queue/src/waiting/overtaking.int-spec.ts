import type { Office } from '@kezek/contracts';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const id = ({ body }: { body: Record<string, unknown> }): string => String(body['id']);

describe('an emergency', () => {
  const priorities = [{ code: 'danger', minutes: 0, legalBasis: 'order 3', emergency: true as const }];

  it('goes first, is given by staff alone, and is told to who is overtaken', async () => {
    const office = await queue.office({ priorities });
    await queue.open(office);
    const first = (await queue.issue(office)).body;
    queue.clock.advance({ minutes: 1 });
    const kiosk = { as: { sub: 'kiosk', kind: 'device' as const, scopes: ['queue:issue'] } };
    expect(await queue.issue(office, { priority: 'danger' }, kiosk)).toMatchObject({
      status: 403,
      body: { code: 'priority-not-allowed' },
    });
    const emergency = await queue.issue(office, { priority: 'danger' });
    expect(emergency.body).toMatchObject({ position: 1 });
    expect((await queue.callNext(office)).body).toMatchObject({ id: id(emergency) });
    expect((await queue.ask(`GET /track/${String(first['trackingToken'])}`)).body).toMatchObject({
      overtaken: [{ reason: 'emergency' }],
    });
  });
});

it('nobody is overtaken by priorities more often than the office allows, also when the rule changes', async () => {
  const office = await queue.office({ rules: { overtakenAtMost: 2 } as never });
  await queue.open(office);
  const patient = (await queue.issue(office)).body;
  queue.clock.advance({ minutes: 1 });
  const called: unknown[] = [];
  for (let count = 0; count < 3; count += 1) {
    await queue.issue(office, { priority: 'infant' });
    const { body } = await queue.callNext(office);
    called.push(body['id'] === patient['id']);
    await queue.command(body['id'], 'no-show');
  }
  expect(called).toEqual([false, false, true]);
  expect((await queue.ask(`GET /track/${String(patient['trackingToken'])}`)).body).toMatchObject({
    overtaken: [{ reason: 'priority:infant' }, { reason: 'priority:infant' }],
  });
});

it('who was overtaken as often as the office allows keeps that when the counter is lost or the visit put aside', async () => {
  const office = await queue.office({ rules: { overtakenAtMost: 1 } as never });
  const leave = `DELETE /offices/${office}/counters/1/session`;
  await queue.open(office);
  const patient = id(await queue.issue(office));
  queue.clock.advance({ minutes: 1 });
  const quick = id(await queue.issue(office, { priority: 'infant' }));
  expect((await queue.callNext(office)).body).toMatchObject({ id: quick });
  await queue.command(quick, 'no-show');
  await queue.issue(office, { priority: 'infant' });
  const next = async () => (await queue.callNext(office)).body['id'];
  expect(await next()).toBe(patient);
  await queue.ask(leave);
  await queue.open(office);
  expect(await next()).toBe(patient);
  await queue.command(patient, 'park', { reason: 'copies' });
  await queue.command(patient, 'resume');
  expect(await next()).toBe(patient);
});

it('who is put aside while the office allows less is at the new bound when the visit goes on', async () => {
  const office = await queue.office({ rules: { overtakenAtMost: 3 } as never });
  await queue.open(office);
  const patient = id(await queue.issue(office));
  queue.clock.advance({ minutes: 1 });
  await queue.issue(office, { priority: 'infant' });
  await queue.command((await queue.callNext(office)).body['id'], 'no-show');
  await queue.callNext(office);
  await queue.command(patient, 'park', { reason: 'copies' });
  const { code, version, ...definition } = (await queue.ask<Office>(`GET /offices/${office}`)).body;
  const body = { ...definition, rules: { ...definition.rules, overtakenAtMost: 1 } };
  expect((await queue.ask(`PUT /offices/${code}`, { body, ifMatch: version })).status).toBe(200);
  await queue.command(patient, 'resume');
  await queue.issue(office, { priority: 'infant' });
  expect((await queue.callNext(office)).body).toMatchObject({ id: patient });
});

it('who is overtaken twice by the same visitor at one moment of the clock is noted once', async () => {
  const office = await queue.office();
  await queue.open(office);
  const patient = (await queue.issue(office)).body;
  queue.clock.advance({ minutes: 1 });
  const quick = id(await queue.issue(office, { priority: 'infant' }));
  for (let count = 0; count < 2; count += 1) {
    expect(await queue.callNext(office)).toMatchObject({ status: 200, body: { id: quick } });
    await queue.command(quick, 'park', { reason: 'copies' });
    await queue.command(quick, 'resume');
  }
  expect((await queue.ask(`GET /track/${String(patient['trackingToken'])}`)).body['overtaken']).toHaveLength(
    1,
  );
});
