import type { Office } from '@kezek/contracts';
import { anOffice, text } from '../testing/office.fixture';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
beforeEach(() => {
  queue.clock.set('2026-03-10T05:00:00Z');
});
afterAll(() => queue.stop());

describe('an office that changes', () => {
  const change = (office: string, more: object) =>
    queue.ask(`PUT /offices/${office}`, { body: anOffice(more), ifMatch: 1 });

  it('keeps a service that is still to come in somebody’s visit', async () => {
    const office = await queue.office();
    await queue.issue(office, { furtherServices: ['papers'] });
    const [reports] = anOffice()['services'] as Office['services'];
    expect(await change(office, { services: [reports] })).toMatchObject({
      status: 409,
      body: { code: 'office-rules-in-use', detail: 'service papers still has tickets' },
    });
  });

  it('closes for good, and says where to go', async () => {
    const office = await queue.office();
    const closure = { from: '2026-03-10', reason: 'moved', successor: 'ALM-NEW' };
    expect((await change(office, { closure })).status).toBe(200);
    expect(await queue.issue(office)).toMatchObject({
      status: 409,
      body: { code: 'office-closed', successor: 'ALM-NEW' },
    });
  });

  it('is refused where it contradicts itself, with a pointer to where', async () => {
    const office = await queue.office();
    const day = { days: ['fri' as const], from: '22:00', to: '06:00' };
    const date = '2026-03-20';
    const weekly = [{ ...day, to: '24:00' }];
    const wrong = [
      { more: { closure: { from: date, reason: 'x', successor: office } }, pointer: '/closure/successor' },
      { more: { hours: { weekly: [day] } }, pointer: '/hours/weekly/0/to' },
      {
        more: { hours: { weekly, exceptions: [{ ...day, date, to: '23:00' }] } },
        pointer: '/hours/exceptions/0/days',
      },
      {
        more: {
          hours: {
            weekly,
            exceptions: [
              { date, closed: true as const },
              { date, from: '09:00', to: '12:00' },
            ],
          },
        },
        pointer: '/hours/exceptions',
      },
    ];
    for (const { more, pointer } of wrong)
      expect(await change(office, more)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request', errors: [{ pointer }] },
      });
  });

  it('with another bound protects also who waits already', async () => {
    const office = await queue.office();
    await queue.open(office);
    const patient = (await queue.issue(office)).body['id'];
    queue.clock.advance({ minutes: 1 });
    await queue.issue(office, { priority: 'infant' });
    const first = (await queue.callNext(office)).body['id'];
    expect(first).not.toBe(patient);
    await queue.command(first, 'no-show');
    await queue.issue(office, { priority: 'infant' });
    await change(office, { rules: { overtakenAtMost: 1 } });
    expect((await queue.callNext(office)).body['id']).toBe(patient);
  });

  it('with another target from a later day on promises the present one until then', async () => {
    const [reports] = anOffice()['services'] as Office['services'];
    if (reports === undefined) throw new Error('an office has a service');
    const next = { minutes: 10, legalBasis: 'order 3', validFrom: '2026-03-11' };
    const office = await queue.office();
    const services = [{ ...reports, target: next }];
    expect((await change(office, { services })).body).toMatchObject({
      services: [{ target: next, earlierTargets: [reports.target] }],
    });
    const promised = async () => {
      const { body } = await queue.issue(office);
      const [row] = await queue.rows<{ minutes: number }>(
        `SELECT extract(epoch FROM target_at - basis_at)::integer / 60 AS minutes FROM ticket WHERE id = $1`,
        [body['id']],
      );
      return row?.minutes;
    };
    queue.clock.set('2026-03-10T23:59:59Z');
    expect(await promised()).toBe(20);
    queue.clock.set('2026-03-11T00:00:00Z');
    expect(await promised()).toBe(10);
    const { body } = await queue.ask(`GET /offices/${office}`);
    const again = await queue.ask(`PUT /offices/${office}`, { body, ifMatch: 2 });
    expect(again.body).toMatchObject({ version: 3, services: body['services'] });
  });

  it('is refused where it is too large to be told', async () => {
    const [reports] = anOffice()['services'] as Office['services'];
    if (reports === undefined) throw new Error('an office has a service');
    const long = 'ә'.repeat(200);
    const services = Array.from({ length: 100 }, (_, index) => ({
      ...reports,
      code: `s-${String(index)}`,
      name: text(long),
      target: { ...reports.target, legalBasis: long.repeat(2) },
      earlierTargets: [{ ...reports.target, legalBasis: long.repeat(2), validFrom: '2025-01-01' }],
    }));
    const office = await queue.office();
    expect(await change(office, { services })).toMatchObject({
      status: 413,
      body: { code: 'payload-too-large' },
    });
    expect((await queue.ask(`GET /offices/${office}`)).body['version']).toBe(1);
  });
});
