import { Templates } from '../templates/templates.service';
import {
  eightAtATime,
  Instance,
  type Surroundings,
  surroundings,
  TicketBuilder,
} from '../testing/notifications.fixture';
import type { Claimed } from './claimed.row';
import { Claims } from './claims.service';
import { Composer } from './composer.service';

let around: Surroundings;
let instances: Instance[];

beforeEach(async () => {
  around = await surroundings();
  instances = [];
});

afterEach(async () => {
  await Promise.all(instances.map(async (instance) => instance.stop()));
  await around.close();
});

async function anInstance(dispatching = true): Promise<Instance> {
  const instance = await Instance.start(around, { dispatching });
  instances.push(instance);
  return instance;
}

let numbers = 1_000_000;
const aTicket = (): TicketBuilder => new TicketBuilder(`+7701${String((numbers += 1))}`);

/** What a process leaves that dies right after it has claimed, or right before it writes. */
async function diesAfter(step: 'claim' | 'mark', process: Instance): Promise<void> {
  const claims = process.app.get(Claims);
  const claimed = [
    ...(await claims.claim('dead', { route: 'smpp', lane: 'call' }, 10)),
    ...(await claims.claim('dead', { route: 'smpp', lane: 'normal' }, 10)),
  ];
  for (const one of claimed) if (step === 'mark') await mark(process, one);
  await process.query(`UPDATE attempt SET lease_until = now() - interval '1 second'`);
}

async function mark(process: Instance, claimed: Claimed): Promise<void> {
  const composed = await process.app.get(Composer).compose(claimed);
  if (composed === undefined) throw new Error('nothing to write');
  expect(await process.app.get(Claims).mark('dead', claimed, composed)).toBe(true);
}

async function waiting(process: Instance): Promise<{ note: TicketBuilder; call: TicketBuilder }> {
  await process.app.get(Templates).seed();
  const note = aTicket();
  const call = aTicket();
  for (const ticket of [note, call]) await process.contact(ticket.contactRef, ticket.phone);
  await process.happened(note.issued());
  await process.happened(call.called());
  return { note, call };
}

describe('a process that dies', () => {
  it('between claiming and writing loses nothing and doubles nothing', async () => {
    const process = await anInstance(false);
    const { note, call } = await waiting(process);
    await diesAfter('claim', process);
    await process.dispatch.start();
    for (const ticket of [note, call]) {
      expect((await process.reaches(ticket.ticket, 'delivered')).attempts).toEqual(['accepted']);
      expect(around.simulator.messages(ticket.phone)).toHaveLength(1);
    }
  });

  it('after marking leaves the outcome unknown: a call is sent again, a note is held', async () => {
    const process = await anInstance(false);
    const { note, call } = await waiting(process);
    await diesAfter('mark', process);
    await process.dispatch.start();
    expect((await process.reaches(call.ticket, 'delivered')).attempts).toEqual(['unknown', 'accepted']);
    await process.attempted(note.ticket, ['unknown']);
    expect((await process.told(note.ticket))[0]).toMatchObject({
      state: 'sending',
      status_reason: 'outcome-unknown',
    });
    expect(around.simulator.messages(note.phone)).toEqual([]);
  });

  it('after marking, and is missed until the call is over, is not said to have sent nothing', async () => {
    const process = await anInstance(false);
    const { call } = await waiting(process);
    await diesAfter('mark', process);
    await process.query(`UPDATE notification SET expires_at = now() + interval '1 second'`);
    await process.dispatch.start();
    await process.attempted(call.ticket, ['unknown']);
    expect((await process.told(call.ticket))[0]).toMatchObject({
      state: 'sending',
      status_reason: 'outcome-unknown',
    });
  });

  it('and comes back to life writes nothing that has passed to another', async () => {
    const process = await anInstance(false);
    const { call } = await waiting(process);
    const claims = process.app.get(Claims);
    const [frozen] = await claims.claim('frozen', { route: 'smpp', lane: 'call' }, 10);
    if (frozen === undefined) throw new Error('nothing was due');
    await process.query(`UPDATE attempt SET lease_until = now() - interval '1 second'`);
    await process.dispatch.start();
    await process.reaches(call.ticket, 'delivered');
    const composed = await process.app.get(Composer).compose(frozen);
    expect(composed && (await claims.mark('frozen', frozen, composed))).toBe(false);
  });
});

describe('a process that stops in order', () => {
  it('leaves no claim behind, and another goes on', async () => {
    const first = await anInstance();
    const tickets = Array.from({ length: 60 }, aTicket);
    for (const ticket of tickets) await first.contact(ticket.contactRef, ticket.phone);
    await eightAtATime(tickets, async (ticket) => first.happened(ticket.called()));
    await first.dispatch.stop();
    const left = await first.query<{ state: string }>(
      `SELECT state FROM attempt WHERE state IN ('claimed', 'written')`,
    );
    expect(left).toEqual([]);
    const second = await anInstance();
    for (const ticket of tickets) await second.reaches(ticket.ticket, 'delivered');
    expect(around.simulator.messages()).toHaveLength(tickets.length);
  });
});

describe('an SMSC that is away', () => {
  it('holds up nothing but its messages, which go when it is back', async () => {
    await around.simulator.close();
    const process = await anInstance();
    const test = new TicketBuilder('+77500000001');
    const real = aTicket();
    for (const ticket of [test, real]) {
      await process.contact(ticket.contactRef, ticket.phone);
      await process.happened(ticket.called());
    }
    await process.reaches(test.ticket, 'delivered');
    expect((await process.told(real.ticket))[0]).toMatchObject({ state: 'created', attempts: [] });
    await around.revive();
    await process.reaches(real.ticket, 'delivered');
    expect(around.simulator.messages(real.phone)).toHaveLength(1);
  });
});
