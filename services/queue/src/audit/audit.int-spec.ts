import type { Office } from '@kezek/contracts';
import { anOffice, type Json } from '../testing/office.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

const head = { scopes: ['oversight:read', 'queue:admin'], sub: 'head' };
const aliya = { as: { sub: 'aliya' } };

interface Page {
  readonly items: readonly { readonly at: string; readonly action: string; readonly ticket?: string }[];
  readonly next?: string;
}

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
beforeEach(() => {
  queue.clock.set(startsAt);
});
afterAll(() => queue.stop());

const page = async (office: string, query = '', offices = [office]): Promise<Page> => {
  const answer = await queue.ask<Page>(`GET /offices/${office}/audit${query}`, { as: { ...head, offices } });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
};

/** Two who wait, and the second called first. */
async function aMorning(): Promise<{ office: string; first: Json; second: Json }> {
  const office = await queue.office();
  const { body: first } = await queue.issue(office);
  const { body: second } = await queue.issue(office);
  await queue.open(office, '1', aliya);
  queue.clock.advance({ minutes: 1 });
  await queue.command(second['id'], 'call', { counter: '1', reason: 'medical' }, aliya);
  queue.clock.advance({ minutes: 1 });
  await queue.command(second['id'], 'no-show', {}, aliya);
  queue.clock.advance({ minutes: 1 });
  await queue.command(second['id'], 'reopen', { reason: 'was at the toilet' }, aliya);
  return { office, first, second };
}

describe('the audit of a ticket', () => {
  it('tells who did what, when and why', async () => {
    const { office, second } = await aMorning();
    const answer = await queue.ask(`GET /tickets/${String(second['id'])}/audit`, { as: head });
    expect(answer.body).toEqual({
      ticket: second['id'],
      office,
      number: second['number'],
      businessDay: '2026-03-10',
      overtakings: [],
      entries: [
        {
          at: startsAt,
          actor: 'desk',
          action: 'issue',
          version: 1,
          number: second['number'],
          businessDay: '2026-03-10',
          step: 1,
          state: 'waiting',
          service: 'reports',
        },
        expect.objectContaining({
          at: '2026-03-10T05:01:00.000Z',
          actor: 'aliya',
          action: 'call',
          reason: 'medical',
          counter: '1',
        }),
        expect.objectContaining({ action: 'no-show', outcome: 'no-show' }),
        expect.objectContaining({ actor: 'aliya', action: 'reopen', reason: 'was at the toilet' }),
      ],
    });
  });

  it('tells by whom, and why, it was overtaken', async () => {
    const { first, second } = await aMorning();
    const answer = await queue.ask(`GET /tickets/${String(first['id'])}/audit`, { as: head });
    expect(answer.body['overtakings']).toEqual([
      {
        at: '2026-03-10T05:01:00.000Z',
        actor: 'aliya',
        counter: '1',
        reason: 'medical',
        by: { ticket: second['id'], number: second['number'], businessDay: '2026-03-10' },
      },
    ]);
  });

  it('is for those who oversee its office', async () => {
    const { first } = await aMorning();
    const line = `GET /tickets/${String(first['id'])}/audit`;
    expect(await queue.ask(line)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await queue.ask(line, { as: { ...head, offices: ['ALM-OTHER'] } })).toMatchObject({ status: 404 });
  });
});

describe('the audit of an office', () => {
  it('has its own acts and those of its tickets in one order', async () => {
    const { office, second } = await aMorning();
    const { items } = await page(office);
    expect(items.map(({ at }) => at)).toEqual([...items.map(({ at }) => at)].sort());
    expect(items[0]).toEqual({
      at: startsAt,
      actor: 'desk',
      action: 'office-opened',
      detail: { version: 1 },
    });
    expect(items.at(-1)).toMatchObject({
      action: 'reopen',
      ticket: second['id'],
      number: second['number'],
      state: 'waiting',
      version: 4,
    });
  });

  it('has the number that a ticket had then, where it got another one', async () => {
    const office = await queue.office();
    const { body: booked } = await queue.ask(`POST /offices/${office}/appointments`, {
      body: { reference: 'R-1', service: 'reports', startsAt: '2026-03-20T05:00:00Z', language: 'kk' },
    });
    expect((await queue.issue(office)).body).toMatchObject({ number: booked['number'] });
    await queue.command(booked['id'], 'return-later', { on: '2026-03-12', reason: 'a holiday' });
    const then = [
      { action: 'issue', number: 'A001', businessDay: '2026-03-20' },
      { action: 'return-later', number: 'A002', businessDay: '2026-03-20' },
    ];
    const audit = await queue.ask(`GET /tickets/${String(booked['id'])}/audit`, { as: head });
    expect(audit.body).toMatchObject({ number: 'A002', entries: then });
    expect((await page(office, '?day=2026-03-20')).items).toMatchObject(then);
  });

  it('names what a change of the office changed', async () => {
    const office = await queue.office();
    queue.clock.advance({ minutes: 1 });
    const counters: Office['counters'] = [{ code: '1' }];
    const body = anOffice({ counters });
    await queue.ask(`PUT /offices/${office}`, { body, ifMatch: 1, as: { ...head, offices: [office] } });
    expect((await page(office)).items.at(-1)).toEqual({
      at: '2026-03-10T05:01:00.000Z',
      actor: 'head',
      action: 'office-changed',
      detail: { version: 2, changed: ['counters'] },
    });
  });

  it('comes page by page, each entry once, also while the day goes on', async () => {
    const { office, first } = await aMorning();
    const whole = await page(office);
    const seen: unknown[] = [];
    queue.clock.advance({ minutes: 1 });
    let after: string | undefined;
    for (let guard = 0; guard < 20; guard += 1) {
      const { items, next } = await page(office, `?limit=2${after === undefined ? '' : `&after=${after}`}`);
      seen.push(...items);
      if (guard === 0) await queue.command(first['id'], 'cancel', { reason: 'gone' }, aliya);
      if (next === undefined) break;
      after = next;
    }
    expect(seen.slice(0, whole.items.length)).toEqual(whole.items);
    expect(seen.slice(whole.items.length)).toEqual([
      expect.objectContaining({ action: 'cancel', reason: 'gone', ticket: first['id'] }),
    ]);
  });

  it('is that of the business day: at night still of the day before', async () => {
    const { office } = await aMorning();
    queue.clock.set('2026-03-10T23:59:00Z');
    expect((await page(office)).items.length).toBeGreaterThan(3);
    queue.clock.set('2026-03-11T00:00:00Z');
    expect((await page(office)).items).toEqual([]);
    expect((await page(office, '?day=2026-03-10')).items.length).toBeGreaterThan(3);
  });

  it('is for those who oversee it, and takes no `after` of somebody’s own', async () => {
    const { office } = await aMorning();
    const line = `GET /offices/${office}/audit`;
    expect(await queue.ask(line, { as: { scopes: ['queue:read'] } })).toMatchObject({ status: 403 });
    expect(await queue.ask(line, { as: { ...head, offices: ['ALM-OTHER'] } })).toMatchObject({ status: 404 });
    expect(await queue.ask(`${line}?after=bWFkZSB1cA`, { as: head })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '?after', code: 'not-of-this-list' }] },
    });
  });

  it('can be written, and not rewritten', async () => {
    await expect(queue.rows(`UPDATE office_audit SET actor = 'nobody'`)).rejects.toThrow('permission denied');
    await expect(queue.rows('DELETE FROM office_audit')).rejects.toThrow('permission denied');
  });
});
