import { ticketServed } from '@kezek/contracts';
import { waitFor } from '@kezek/testing';
import { Instance, type Surroundings, surroundings, TicketBuilder } from '../testing/notifications.fixture';

let around: Surroundings;
let service: Instance;

beforeAll(async () => {
  around = await surroundings();
  service = await Instance.start(around);
});

afterAll(async () => {
  await service.stop();
  await around.close();
});

let numbers = 0;
/** A number of its own; the simulator does by the last five digits what a test wants of it. */
const aPhone = (outcome = '00000'): string => {
  numbers += 1;
  return `+7701${String(numbers).padStart(2, '0')}${outcome}`;
};

const received = (phone: string) => around.simulator.messages(phone);
const served = (ticket: TicketBuilder) =>
  ticket.ended(ticketServed, 'served', { outcome: 'served', counter: '3', durationReliable: true });

async function aTicket(outcome?: string): Promise<TicketBuilder> {
  const ticket = new TicketBuilder(aPhone(outcome));
  await service.contact(ticket.contactRef, ticket.phone);
  return ticket;
}

describe('a ticket', () => {
  it('that is issued is told by SMS with its number, its place in the queue and its link', async () => {
    const ticket = await aTicket();
    await service.happened(ticket.issued());
    const { id, attempts } = await service.reaches(ticket.ticket, 'delivered');
    expect(attempts).toEqual(['accepted']);
    expect(received(ticket.phone).map(({ text }) => text)).toEqual([
      `ALM-TRK. Your ticket: ${ticket.number}. 2 people ahead. About 5-15 min. https://kezek.kz/t/token-of-the-visitor`,
    ]);
    expect(await service.states(id)).toEqual(['created', 'sending', 'pending', 'delivered']);
  });

  it('that is called is told with its counter, for as long as the call holds', async () => {
    const ticket = await aTicket();
    const called = ticket.called(60_000);
    await service.happened(called);
    await service.reaches(ticket.ticket, 'delivered');
    const [message] = received(ticket.phone);
    expect(message?.text).toBe(`Ticket ${ticket.number}: please come to counter 3. ALM-TRK`);
    const validFor = Date.parse(message?.validUntil ?? '') - Date.parse(message?.receivedAt ?? '');
    expect(validFor).toBeGreaterThan(55_000);
    expect(validFor).toBeLessThanOrEqual(60_000);
  });

  it('in Kazakh is told in segments that arrive as one text, delivered when all of them are', async () => {
    const ticket = new TicketBuilder(aPhone(), 'kk');
    await service.contact(ticket.contactRef, ticket.phone, 'ұзын-сілтеме-0123456789');
    await service.happened(ticket.issued());
    const { segments } = await service.reaches(ticket.ticket, 'delivered');
    expect(segments).toBe(2);
    const [message] = received(ticket.phone);
    expect(message).toMatchObject({ encoding: 'ucs2', segments: 2 });
    expect(message?.text).toBe(
      `ALM-TRK. Талоныңыз: ${ticket.number}. Алдыңызда 2 адам. Күту шамамен 5–15 мин. https://kezek.kz/t/ұзын-сілтеме-0123456789`,
    );
  });

  it('whose events come again is told once', async () => {
    const ticket = await aTicket();
    const called = ticket.called();
    await service.happened(called);
    await service.reaches(ticket.ticket, 'delivered');
    await service.happened(called);
    expect(await service.told(ticket.ticket)).toHaveLength(1);
    expect(received(ticket.phone)).toHaveLength(1);
  });

  it('that was served before it could be told is not told', async () => {
    const ticket = new TicketBuilder(aPhone());
    await service.happened(ticket.issued());
    await service.happened(ticket.called());
    await service.happened(served(ticket));
    await service.contact(ticket.contactRef, ticket.phone);
    const told = await service.told(ticket.ticket);
    expect(told.map(({ state, status_reason: reason }) => [state, reason])).toEqual([
      ['cancelled', 'ticket-called'],
      ['cancelled', 'ticket-served'],
    ]);
    expect(received(ticket.phone)).toEqual([]);
  });

  it('that is served takes back at the SMSC what is accepted and not delivered', async () => {
    const ticket = await aTicket('99906');
    await service.happened(ticket.called());
    await service.reaches(ticket.ticket, 'pending');
    await service.happened(served(ticket));
    const { status_reason: reason } = await service.reaches(ticket.ticket, 'cancelled');
    expect(reason).toBe('cancelled-at-provider');
    expect(received(ticket.phone)[0]?.state).toBe('cancelled');
  });

  it('whose call is over before it is known is written down as expired, and never sent', async () => {
    const ticket = await aTicket();
    await service.happened(ticket.called(-1));
    const [told] = await service.told(ticket.ticket);
    expect(told).toMatchObject({ state: 'expired', status_reason: 'late-on-arrival', attempts: [] });
    expect(received(ticket.phone)).toEqual([]);
  });

  it('without a phone is nobody’s to tell', async () => {
    const ticket = await aTicket();
    const event = ticket.called();
    const { contactRef, ...data } = event.data;
    expect(contactRef).toBeDefined();
    await service.happened({ ...event, data });
    expect(await service.told(ticket.ticket)).toEqual([]);
  });
});

describe('a contact', () => {
  it('that comes after the event lets the waiting message go', async () => {
    const ticket = new TicketBuilder(aPhone());
    await service.happened(ticket.called());
    expect((await service.told(ticket.ticket))[0]).toMatchObject({ state: 'created', attempts: [] });
    await service.contact(ticket.contactRef, ticket.phone);
    await service.reaches(ticket.ticket, 'delivered');
  });

  it('that never comes lets the message expire', async () => {
    const ticket = new TicketBuilder(aPhone());
    await service.happened(ticket.called(1300));
    const { status_reason: reason } = await service.reaches(ticket.ticket, 'expired');
    expect(reason).toBe('no-contact');
  });

  it('with a Russian number fails for good', async () => {
    const ticket = new TicketBuilder('+79161234567');
    await service.contact(ticket.contactRef, ticket.phone);
    await service.happened(ticket.called());
    const { status_reason: reason } = await service.reaches(ticket.ticket, 'permanent-failure');
    expect(reason).toBe('not-a-kazakh-mobile');
  });

  it('races its event in two transactions, and neither misses the other', async () => {
    const many = Array.from({ length: 20 }, () => new TicketBuilder(aPhone()));
    await Promise.all(
      many.flatMap((ticket) => [
        service.happened(ticket.called()),
        service.contact(ticket.contactRef, ticket.phone),
      ]),
    );
    for (const ticket of many) await service.reaches(ticket.ticket, 'delivered');
  });
});

describe('a receipt', () => {
  it.each([
    ['late', '99906'],
    ['twice', '99907'],
    ['before the response', '99908'],
    ['with the id in decimal instead of hex', '99909'],
    ['without the id’s leading zeros', '99910'],
  ])('that comes %s delivers the message, once', async (_how, outcome) => {
    const ticket = await aTicket(outcome);
    await service.happened(ticket.called());
    const { id } = await service.reaches(ticket.ticket, 'delivered');
    await service.attempted(ticket.ticket, ['accepted']);
    expect(received(ticket.phone)).toHaveLength(1);
    expect((await service.states(id)).filter((state) => state === 'delivered')).toHaveLength(1);
  });

  it.each([
    ['expired', '99901', 'expired', 'expired-at-provider'],
    ['undeliverable', '99902', 'permanent-failure', 'undeliverable'],
  ] as const)('that says %s ends the message so', async (_word, outcome, state, reason) => {
    const ticket = await aTicket(outcome);
    await service.happened(ticket.called());
    expect((await service.reaches(ticket.ticket, state)).status_reason).toBe(reason);
  });

  it('of a message whose response was lost tells what became of it', async () => {
    const ticket = await aTicket('99912');
    await service.happened(ticket.issued());
    await service.reaches(ticket.ticket, 'delivered');
    await service.attempted(ticket.ticket, ['unknown']);
    expect((await service.told(ticket.ticket))[0]?.state).toBe('delivered');
    expect(received(ticket.phone)).toHaveLength(1);
  });
});

describe('a provider', () => {
  it('that refuses the number is not asked again', async () => {
    const ticket = await aTicket('99903');
    await service.happened(ticket.called());
    const { status_reason: reason, attempts } = await service.reaches(ticket.ticket, 'permanent-failure');
    expect([reason, attempts]).toEqual(['ESME_RINVDSTADR', ['rejected']]);
  });

  it('that asks to slow down is asked again after a while', async () => {
    const ticket = await aTicket('99904');
    await service.happened(ticket.called());
    const { attempts } = await service.reaches(ticket.ticket, 'delivered');
    expect(attempts.slice(-1)).toEqual(['accepted']);
    expect(attempts.slice(0, -1).every((state) => state === 'throttled')).toBe(true);
    expect(attempts.length).toBeGreaterThanOrEqual(3);
    expect(received(ticket.phone)).toHaveLength(1);
  });

  it('that does not answer leaves the outcome unknown: a note is held, a call is sent again', async () => {
    const held = await aTicket('99905');
    await service.happened(held.issued());
    const call = await aTicket('99905');
    await service.happened(call.called());
    await waitFor(async () => (await service.told(call.ticket))[0]?.attempts.length === 3, 'two repetitions');
    await waitFor(
      async () => (await service.told(call.ticket))[0]?.attempts.every((state) => state === 'unknown'),
      'all three unknown',
    );
    expect((await service.told(held.ticket))[0]).toMatchObject({
      state: 'sending',
      status_reason: 'outcome-unknown',
      attempts: ['unknown'],
    });
  });

  it('that breaks the connection within its answer gets a call again, and a note no more', async () => {
    const call = await aTicket('99911');
    await service.happened(call.called());
    await service.reaches(call.ticket, 'delivered');
    expect(received(call.phone).length).toBeLessThanOrEqual(2);
    const note = await aTicket('99911');
    await service.happened(note.issued());
    const { attempts } = await service.reaches(note.ticket, 'delivered');
    expect(attempts).toEqual(['unknown']);
    expect(received(note.phone)).toHaveLength(1);
  });
});

describe('a test number', () => {
  const outcomes = [
    [1, 'delivered', ['accepted']],
    [2, 'permanent-failure', ['rejected']],
    [3, 'temporary-failure', ['accepted']],
    [4, 'expired', ['accepted']],
    [7, 'delivered', ['accepted']],
  ] as const;

  it.each(outcomes)('…%i ends as %s, and nothing leaves the house', async (digit, state, attempts) => {
    const ticket = new TicketBuilder(`+7750000000${String(digit)}`);
    await service.contact(ticket.contactRef, ticket.phone);
    await service.happened(ticket.called());
    expect((await service.reaches(ticket.ticket, state)).attempts).toEqual(attempts);
    expect(received(ticket.phone)).toEqual([]);
  });

  it('…5 stays unknown, …6 is throttled until its time is over', async () => {
    const unknown = new TicketBuilder('+77500000005');
    await service.contact(unknown.contactRef, unknown.phone);
    await service.happened(unknown.issued());
    const throttled = new TicketBuilder('+77500000006');
    await service.contact(throttled.contactRef, throttled.phone);
    await service.happened(throttled.called(1500));
    const { status_reason: reason } = await service.reaches(throttled.ticket, 'expired');
    expect(reason).toBe('throttled-until-expiry');
    expect((await service.told(unknown.ticket))[0]).toMatchObject({
      state: 'sending',
      attempts: ['unknown'],
    });
  });
});
