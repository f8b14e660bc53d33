import type { Office } from '@kezek/contracts';
import { officeWith } from '../testing/asking.fixture';
import { notedIn, wrongIn } from '../testing/history.fixture';
import { QueueFixture, startsAt, type Answer } from '../testing/queue.fixture';
import { each, operatorAt, placed, seated, together } from '../testing/racing.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
beforeEach(() => {
  queue.clock.set(startsAt);
});

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const admin = {
  sub: 'head',
  kind: 'staff',
  scopes: ['queue:admin', 'queue:manage', 'queue:presence'],
} as const;
const other = { as: { sub: 'other', kind: 'staff' } } as const;

/** Twelve offices side by side, twenty-six rounds in each: more than three hundred. */
async function inOffices(round: (office: string, index: number) => Promise<void>): Promise<void> {
  const offices = await Promise.all(times(12, () => queue.office(officeWith(true) as Partial<Office>)));
  await each(offices, async (office) => {
    await seated(queue, office, 1);
    for (let index = 0; index < 26; index += 1) await round(office, index);
    expect(wrongIn(await notedIn(queue, office))).toEqual([]);
  });
}

const one = async (office: string, more: { state: 'waiting' | 'serving' | 'no-show'; service?: string }) => {
  const [ticket] = await placed(queue, { office, count: 1, ...more });
  if (ticket === undefined) throw new Error('one ticket');
  return ticket;
};
const actionsOf = async (id: string) =>
  (
    await queue.rows<{ action: string }>('SELECT action FROM period WHERE ticket = $1 ORDER BY version', [id])
  ).map(({ action }) => action);
const operator = (office: string) => ({ as: operatorAt(office, '1') });

it('closing the day against issuing: who came in time is ended with the others, who came later is refused', async () => {
  const office = await queue.office();
  let ended = 0;
  for (let day = 0; day < 300; day += 1) {
    const [closed, ...issued] = await Promise.all([
      queue.ask(`POST /offices/${office}/day/close`, { body: { reason: 'no light' }, as: admin }),
      queue.issue(office),
      queue.issue(office),
    ]);
    const came = issued.filter(({ status }) => status === 201);
    for (const { status, body } of issued.filter((answer) => !came.includes(answer)))
      expect({ status, code: body['code'], opens: typeof body['opensAt'] }).toEqual({
        status: 409,
        code: 'office-closed',
        opens: 'string',
      });
    expect(closed).toMatchObject({
      status: 200,
      body: {
        tickets:
          came.length === 0
            ? []
            : [{ state: 'closed-unserved', count: came.length, outcome: 'closed-by-day-end' }],
      },
    });
    ended += came.length;
    queue.clock.advance({ hours: 24 });
  }
  const noted = await notedIn(queue, office);
  expect(wrongIn(noted)).toEqual([]);
  expect(noted.map(({ now }) => now.state)).toEqual(times(2 * ended, () => 'closed-unserved'));
});

it('return-later against call-next: the visitor is sent away or called, and nobody else is lost', () =>
  inOffices(async (office, index) => {
    const ticket = await one(office, { state: 'waiting' });
    const [called, sent] = await together(
      index,
      () => queue.callNext(office, '1', operator(office)),
      () => queue.command(ticket.id, 'return-later', { on: '2026-03-12', reason: 'the passport' }, other),
    );
    if (sent.status === 200) expect(called.status).toBe(204);
    else {
      expect(called).toMatchObject({ status: 200, body: { id: ticket.id } });
      expect(sent).toMatchObject({
        status: 409,
        body: { code: 'ticket-at-another-counter', state: 'called' },
      });
      await queue.command(ticket.id, 'no-show', {}, operator(office));
    }
    expect(await actionsOf(ticket.id)).toEqual(
      sent.status === 200 ? ['issue', 'return-later'] : ['issue', 'call', 'no-show'],
    );
  }));

it('the prosecutor leaving against a call: the visitor is called, or told who is missing', () =>
  inOffices(async (office, index) => {
    const present = (is: boolean) =>
      queue.ask(`PUT /offices/${office}/resources/prosecutor`, { body: { present: is }, as: admin });
    await present(true);
    const ticket = await one(office, { state: 'waiting', service: 'charges' });
    const [called, left] = await together(
      index,
      () => queue.command(ticket.id, 'call', { counter: '1', reason: 'medical' }, operator(office)),
      () => present(false),
    );
    expect(left).toMatchObject({ status: 200, body: { present: false } });
    if (called.status !== 200)
      expect(called).toMatchObject({
        status: 409,
        body: { code: 'resource-absent', state: 'waiting', waitingFor: ['prosecutor'] },
      });
    const ended = called.status === 200 ? 'no-show' : 'cancel';
    expect(
      (await queue.command(ticket.id, ended, ended === 'cancel' ? { reason: 'x' } : {}, operator(office)))
        .status,
    ).toBe(200);
    expect(await actionsOf(ticket.id)).toEqual(['issue', ...(called.status === 200 ? ['call'] : []), ended]);
  }));

describe('the withdrawal of a service', () => {
  const define = async (office: string, papers: boolean): Promise<Answer> => {
    const { body } = await queue.ask(`GET /offices/${office}`);
    return queue.ask(`PUT /offices/${office}`, {
      body: officeWith(papers),
      ifMatch: Number(body['version']),
      as: admin,
    });
  };

  /** Either somebody waits for the service and it stays, or it is gone and nobody does. */
  const raced = async (office: string, index: number, ask: () => Promise<Answer>, refused: object) => {
    const [asked, withdrawn] = await together(index, ask, () => define(office, false));
    const waits = asked.status < 300;
    if (waits) expect(withdrawn).toMatchObject({ status: 409, body: { code: 'office-rules-in-use' } });
    else {
      expect(asked).toMatchObject(refused);
      expect(withdrawn.status).toBe(200);
      expect((await define(office, true)).status).toBe(200);
    }
    return waits ? asked.body['id'] : undefined;
  };
  const cancel = (id: unknown) => queue.command(id, 'cancel', { reason: 'x' }, other);

  it('against an issue', () =>
    inOffices(async (office, index) => {
      const unknown = { status: 422, body: { code: 'service-unknown' } };
      const issued = await raced(office, index, () => queue.issue(office, { service: 'papers' }), unknown);
      if (issued !== undefined) await cancel(issued);
    }));

  it('against a transfer to it', () =>
    inOffices(async (office, index) => {
      const { id } = await one(office, { state: 'serving' });
      const transfer = () => queue.command(id, 'transfer', { service: 'papers' }, operator(office));
      const moved = await raced(office, index, transfer, { status: 422, body: { code: 'service-unknown' } });
      if (moved === undefined) await queue.command(id, 'finish', { outcome: 'served' }, operator(office));
      else await cancel(id);
    }));

  it('against the return of a no-show', () =>
    inOffices(async (office, index) => {
      const { id } = await one(office, { state: 'no-show', service: 'papers' });
      const reopen = () => queue.command(id, 'reopen', { reason: 'was outside' }, other);
      const refused = { status: 409, body: { code: 'ticket-wrong-state', state: 'no-show' } };
      if ((await raced(office, index, reopen, refused)) !== undefined) await cancel(id);
    }));
});
