import type { Office } from '@kezek/contracts';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const id = ({ body }: { body: Record<string, unknown> }): string => String(body['id']);
const reason = { reason: 'was outside' };

/** Somebody who did not come when called to counter 1. */
async function noShow(more: Record<string, unknown> = {}, of: Partial<Office> = {}) {
  const office = await queue.office(of);
  await queue.open(office);
  const ticket = id(await queue.issue(office, more));
  await queue.callNext(office);
  await queue.command(ticket, 'no-show');
  return { office, ticket };
}

/** The office without some of what it had. */
async function withdraw(office: string, what: 'services' | 'counters', gone: string): Promise<void> {
  const { code, version, ...definition } = (await queue.ask<Office>(`GET /offices/${office}`)).body;
  const left = definition[what].filter((one) => one.code !== gone);
  const body = { ...definition, [what]: left };
  const { status } = await queue.ask(`PUT /offices/${code}`, { body, ifMatch: version });
  expect(status).toBe(200);
}

describe('a no-show', () => {
  it('comes back once, behind who is next', async () => {
    const office = await queue.office();
    await queue.open(office);
    const gone = id(await queue.issue(office));
    await queue.callNext(office);
    await queue.command(gone, 'no-show');
    queue.clock.advance({ minutes: 1 });
    const first = id(await queue.issue(office));
    queue.clock.advance({ minutes: 1 });
    const second = id(await queue.issue(office));
    expect((await queue.command(gone, 'reopen', { reason: 'was outside' })).body).toMatchObject({
      state: 'waiting',
      position: 2,
    });
    const order: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { body } = await queue.callNext(office);
      order.push(body['id']);
      await queue.command(body['id'], 'no-show');
    }
    expect(order).toEqual([first, gone, second]);
    expect(await queue.command(gone, 'reopen', { reason: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'ticket-wrong-state', state: 'no-show', actions: [] },
    });
  });

  it('who was overtaken too often before has lost that place too', async () => {
    const office = await queue.office({ rules: { overtakenAtMost: 1 } as never });
    await queue.open(office);
    const gone = id(await queue.issue(office));
    queue.clock.advance({ minutes: 1 });
    await queue.issue(office, { priority: 'infant' });
    await queue.command((await queue.callNext(office)).body['id'], 'no-show');
    expect((await queue.callNext(office)).body).toMatchObject({ id: gone });
    await queue.command(gone, 'no-show');
    const head = id(await queue.issue(office));
    await queue.command(gone, 'reopen', reason);
    expect((await queue.callNext(office)).body).toMatchObject({ id: head });
  });

  it('is not waited for beside the ticket that the visitor has drawn meanwhile', async () => {
    const { office, ticket } = await noShow({ phone: '+77500000001', furtherServices: ['papers'] });
    const second = await queue.issue(office, { service: 'papers', phone: '+77500000001' });
    expect(await queue.command(ticket, 'reopen', reason)).toMatchObject({
      status: 409,
      body: { code: 'ticket-already-open', number: 'K001', ticket: id(second) },
    });
    await queue.command(id(second), 'cancel', { reason: 'has another one' });
    expect((await queue.command(ticket, 'reopen', reason)).body).toMatchObject({ state: 'waiting' });
  });

  it('comes back without what the office gives no more, and not at all for that alone', async () => {
    const { office, ticket } = await noShow({ furtherServices: ['papers'] });
    await withdraw(office, 'services', 'papers');
    expect((await queue.command(ticket, 'reopen', reason)).body).toMatchObject({
      state: 'waiting',
      steps: [{ service: 'reports', state: 'waiting' }],
    });
    await queue.callNext(office);
    await queue.command(ticket, 'start');
    expect((await queue.command(ticket, 'finish', { outcome: 'served' })).body).toMatchObject({
      state: 'served',
      steps: [{ service: 'reports', state: 'served', outcome: 'served' }],
    });
    const alone = await noShow();
    await withdraw(alone.office, 'services', 'reports');
    expect(await queue.command(alone.ticket, 'reopen', reason)).toMatchObject({
      status: 409,
      body: { code: 'ticket-wrong-state', state: 'no-show', actions: [] },
    });
  });

  it('comes back also when the counter that called is there no more', async () => {
    const { office, ticket } = await noShow();
    await queue.ask(`DELETE /offices/${office}/counters/1/session`);
    await withdraw(office, 'counters', '1');
    expect(await queue.command(ticket, 'reopen', reason)).toMatchObject({
      status: 200,
      body: { state: 'waiting' },
    });
  });

  it('comes back to no office that has ended its day', async () => {
    const { office, ticket } = await noShow();
    const head = { sub: 'head', scopes: ['queue:manage'] };
    const closed = await queue.ask(`POST /offices/${office}/day/close`, {
      body: { reason: 'no power' },
      as: head,
    });
    expect(closed.status).toBe(200);
    expect(await queue.command(ticket, 'reopen', reason)).toMatchObject({
      status: 409,
      body: { code: 'office-closed' },
    });
  });
});
