import {
  type EventEnvelope,
  ticketCancelled,
  ticketClosedUnserved,
  ticketRescheduled,
  ticketResumed,
  ticketReturnLater,
} from '@kezek/contracts';
import { Erasure } from '../erasure/erasure.service';
import { Instance, type Surroundings, surroundings, TicketBuilder } from '../testing/notifications.fixture';
import type { TicketFacts } from './tickets.service';

const hour = 3_600_000;
const day = 24 * hour;

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
const aPhone = (outcome = '00000') => `+7702${String((numbers += 1)).padStart(2, '0')}${outcome}`;
async function aTicket(language: 'kk' | 'ru' | 'en' = 'en', outcome?: string): Promise<TicketBuilder> {
  const ticket = new TicketBuilder(aPhone(outcome), language);
  await service.contact(ticket.contactRef, ticket.phone);
  return ticket;
}

const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();
const closed = (ticket: TicketBuilder, more: object = { reason: 'office-closed' }) =>
  ticket.ended(ticketClosedUnserved, 'closed-unserved', { outcome: 'closed-by-day-end', ...more });
const away = (ticket: TicketBuilder, expiresAt = inTime(2 * day), returnOn = '2026-03-12') =>
  ticket.ended(ticketReturnLater, 'return-later', { returnOn, expiresAt });
const cancelled = (ticket: TicketBuilder, reason: string) =>
  ticket.ended(ticketCancelled, 'cancelled', { outcome: 'cancelled-by-operator', reason });
const earlier = (event: EventEnvelope<TicketFacts>, ms: number) => ({ ...event, time: inTime(-ms) });

const textsTo = ({ phone }: TicketBuilder) => around.simulator.messages(phone).map(({ text }) => text);
const toldOf = async ({ ticket }: TicketBuilder) =>
  await service.query<{ key: string; state: string; reason: string | null; seconds: number }>(
    `SELECT template_key AS key, state, status_reason AS reason,
       round(extract(epoch FROM expires_at - created_at))::integer AS seconds
     FROM notification WHERE reference = $1 ORDER BY id`,
    ticket,
  );

describe('an office that closes with people waiting', () => {
  it.each([
    ['kk', 'Бүгінгі қабылдау тоқтатылды'],
    ['ru', 'На сегодня приём прекращён'],
    ['en', 'Closed for today'],
  ] as const)('tells them at once, in %s, with number, place and link', async (language, words) => {
    const ticket = await aTicket(language);
    await service.happened(closed(ticket));
    await service.reaches(ticket.ticket, 'delivered');
    const [text, ...more] = textsTo(ticket);
    for (const part of ['ALM-TRK. ', words, ticket.number, 'https://kezek.kz/t/token-of-the-visitor'])
      expect(text).toContain(part);
    expect(more).toEqual([]);
  });

  it('tells nobody of a turn any more', async () => {
    const ticket = new TicketBuilder(aPhone());
    await service.happened(ticket.issued());
    await service.happened(closed(ticket));
    await service.contact(ticket.contactRef, ticket.phone);
    await service.reaches(ticket.ticket, 'delivered');
    expect(await toldOf(ticket)).toMatchObject([
      { key: 'ticket-issued', state: 'cancelled', reason: 'ticket-closed-unserved' },
      { key: 'office-closed', state: 'delivered' },
    ]);
    expect(textsTo(ticket)).toHaveLength(1);
  });

  it('tells nobody hours later, nor twice', async () => {
    const late = await aTicket();
    await service.happened(earlier(closed(late), 3 * hour));
    expect(await toldOf(late)).toMatchObject([{ state: 'expired', reason: 'late-on-arrival' }]);
    const ticket = await aTicket();
    const event = closed(ticket);
    await service.happened(event);
    await service.happened(event);
    await service.reaches(ticket.ticket, 'delivered');
    expect(await toldOf(ticket)).toHaveLength(1);
    expect([textsTo(late), textsTo(ticket).length]).toEqual([[], 1]);
  });

  it('is not the night that ends the day: that tells nobody', async () => {
    const ticket = await aTicket();
    await service.happened(closed(ticket, {}));
    const missed = await aTicket();
    await service.happened(missed.ended(ticketClosedUnserved, 'expired', { outcome: 'no-show' }));
    expect([await toldOf(ticket), await toldOf(missed)]).toEqual([[], []]);
  });
});

describe('who is sent away until a day', () => {
  it.each([
    ['kk', '12 наурыз (бейсенбі) күні'],
    ['ru', '12 марта (четверг)'],
    ['en', 'Thursday, March 12'],
  ] as const)('is told it at once, in %s, with number, place and link', async (language, words) => {
    const ticket = await aTicket(language);
    await service.happened(away(ticket));
    await service.reaches(ticket.ticket, 'delivered');
    const [text] = textsTo(ticket);
    for (const part of ['ALM-TRK. ', words, ticket.number, 'https://kezek.kz/t/token-of-the-visitor'])
      expect(text).toContain(part);
  });

  it('is told nothing once that day is over, nor for longer than a day', async () => {
    const [over, soon, far] = [await aTicket(), await aTicket(), await aTicket()];
    await service.happened(away(over, inTime(-1)));
    await service.happened(away(soon, inTime(2 * hour)));
    await service.happened(away(far, inTime(20 * day)));
    expect(await toldOf(over)).toMatchObject([{ state: 'expired', reason: 'late-on-arrival' }]);
    expect((await toldOf(soon))[0]?.seconds).toBe(7200);
    expect((await toldOf(far))[0]?.seconds).toBe(86_400);
    expect(textsTo(over)).toEqual([]);
  });

  it('is told the last day only, and none after coming back', async () => {
    const moved = new TicketBuilder(aPhone());
    await service.happened(away(moved));
    await service.happened(away(moved, inTime(3 * day), '2026-03-13'));
    const back = new TicketBuilder(aPhone());
    await service.happened(away(back));
    await service.happened(back.ended(ticketResumed, 'waiting', {}));
    for (const ticket of [moved, back]) await service.contact(ticket.contactRef, ticket.phone);
    await service.reaches(moved.ticket, 'delivered');
    expect(textsTo(moved)).toEqual([expect.stringContaining('March 13')]);
    expect(await toldOf(back)).toMatchObject([{ state: 'cancelled', reason: 'ticket-resumed' }]);
    expect(textsTo(back)).toEqual([]);
  });

  it('is told also when the event comes again before it could be told', async () => {
    const ticket = new TicketBuilder(aPhone());
    const event = away(ticket);
    await service.happened(event);
    await service.happened(event);
    await service.contact(ticket.contactRef, ticket.phone);
    await service.reaches(ticket.ticket, 'delivered');
    expect(textsTo(ticket)).toHaveLength(1);
  });

  it('has the message taken back at the SMSC when the ticket ends before it arrives', async () => {
    const ticket = await aTicket('en', '99906');
    await service.happened(away(ticket));
    await service.reaches(ticket.ticket, 'pending');
    await service.happened(ticket.ended(ticketClosedUnserved, 'expired', { outcome: 'no-show' }));
    expect((await service.reaches(ticket.ticket, 'cancelled')).status_reason).toBe('cancelled-at-provider');
  });
});

describe('a ticket that is withdrawn', () => {
  it('by the office is told', async () => {
    const ticket = await aTicket();
    await service.happened(cancelled(ticket, 'operator'));
    await service.reaches(ticket.ticket, 'delivered');
    expect(textsTo(ticket)[0]).toContain(`Ticket ${ticket.number} has been withdrawn`);
  });

  it('with its appointment is not: who withdrew it tells', async () => {
    const ticket = await aTicket();
    await service.happened(cancelled(ticket, 'appointment-cancelled'));
    expect(await toldOf(ticket)).toEqual([]);
  });
});

describe('the contact of somebody who comes another day', () => {
  const age = async (ticket: TicketBuilder) => {
    await service.query(
      `UPDATE contact SET received_at = now() - interval '8 days' WHERE ref = $1`,
      ticket.contactRef,
    );
    const erasure = service.app.get(Erasure);
    while ((await erasure.erase()) > 0);
  };

  it.each([
    ['sent away until then', (ticket: TicketBuilder) => away(ticket, inTime(20 * day))],
    ['booked for then', (ticket: TicketBuilder) => booked(ticket, inTime(20 * day))],
    ['moved to then', (ticket: TicketBuilder) => moved(ticket, inTime(20 * day))],
  ])('is kept until a week after that day: %s', async (_how, event) => {
    const ticket = await aTicket();
    await service.happened(event(ticket));
    await age(ticket);
    await service.happened(ticket.called());
    expect((await service.reaches(ticket.ticket, 'delivered')).state).toBe('delivered');
    await service.query(`UPDATE contact_use SET until = now() - interval '8 days'`);
    await age(ticket);
    await service.happened(ticket.called());
    expect((await toldOf(ticket)).at(-1)).toMatchObject({ reason: 'contact-erased' });
    expect(await service.query('SELECT FROM contact_use')).toEqual([]);
  });

  it('is not erased while something is still to be sent to it', async () => {
    const ticket = await aTicket();
    await service.dispatch.stop();
    await service.happened(ticket.called());
    await age(ticket);
    await service.dispatch.start();
    await service.reaches(ticket.ticket, 'delivered');
  });

  const booked = (ticket: TicketBuilder, dueAt: string) => {
    const event = ticket.issued('booked');
    return { ...event, data: { ...event.data, dueAt } };
  };
  const moved = (ticket: TicketBuilder, dueAt: string) =>
    ticket.ended(ticketRescheduled, 'booked', { dueAt });
});
