import { Clock, inTransaction, SimulatedClock } from '@kezek/platform';
import { addresses, waitFor } from '@kezek/testing';
import { Moves } from '../notifications/moves.service';
import { Claims } from '../sending/claims.service';
import { Templates } from '../templates/templates.service';
import {
  eightAtATime,
  Instance,
  type Run,
  type Surroundings,
  surroundings,
  TicketBuilder,
} from '../testing/notifications.fixture';
import { readAgenda } from './agenda.query';

let around: Surroundings;
let instances: Instance[];

beforeEach(async () => {
  // A busy machine answers late, and then what has no answer is written again, rightly.
  around = await surroundings({ KAFKA_BROKERS: addresses.kafkaBrokers(), SMPP_RESPONSE_SECONDS: 30 });
  instances = [];
});

afterEach(async () => {
  await Promise.all(instances.map(async (instance) => instance.stop()));
  await around.close();
});

/** Never within a test: what is done is done because it was due, or because somebody was woken. */
const never = 3_600_000;

async function anInstance(run: Run = {}): Promise<Instance> {
  const instance = await Instance.start(around, { lookEveryMs: never, line: true, ...run });
  instances.push(instance);
  if (run.dispatching === false) await instance.app.get(Templates).seed();
  return instance;
}

let numbers = 2_000_000;
const aTicket = (phone = `+7701${String((numbers += 1))}`): TicketBuilder => new TicketBuilder(phone);

async function called(process: Instance, validMs = 300_000, phone?: string): Promise<TicketBuilder> {
  const ticket = aTicket(phone);
  await process.contact(ticket.contactRef, ticket.phone);
  await process.happened(ticket.called(validMs));
  return ticket;
}

/** Changes rows and says that there is something to do, as every writer of the service does. */
const change = async (process: Instance, text: string): Promise<void> =>
  inTransaction(process.dataSource, async (tx) => {
    await tx.query(text);
    process.app.get(Moves).wake(tx);
  });

describe('the agenda', () => {
  it('names what is due next of each kind, and nothing that is not to come', async () => {
    const process = await anInstance({ dispatching: false });
    const agenda = async (...up: string[]) => {
      const known = await readAgenda(process.dataSource.manager, process.app.get(Clock), up);
      return Object.fromEntries([...known].map(([kind, at]) => [kind, at.toISOString()]));
    };
    const set = async (text: string) => process.query(text);
    expect(await agenda('smpp', 'test')).toEqual({});

    const ticket = await called(process);
    await called(process);
    await set(
      `UPDATE notification SET next_at = '2027-01-01T00:00:01Z', expires_at = '2027-01-01T00:00:11Z'`,
    );
    await set(`UPDATE notification SET next_at = '2027-01-01T00:00:02Z', expires_at = '2027-01-01T00:00:12Z'
      WHERE reference = '${ticket.ticket}'`);
    const [send, expire] = ['2027-01-01T00:00:01.000Z', '2027-01-01T00:00:10.000Z'];
    expect(await agenda('smpp', 'test')).toEqual({ send, expire });
    // Nobody can send by a way that is away; its return is told.
    expect(await agenda('test')).toEqual({ expire });

    await set(
      `UPDATE notification SET next_at = now() - interval '1 second', expires_at = now() + interval '1 hour'`,
    );
    await process.app.get(Claims).claim('somebody', { route: 'smpp', lane: 'call' }, 10);
    await set(`UPDATE attempt SET lease_until = '2027-01-01T00:00:30Z'`);
    const recover = '2027-01-01T00:00:30.000Z';
    expect(await agenda('smpp')).toEqual({ recover });

    await set(`UPDATE attempt SET state = 'accepted'`);
    await set(`UPDATE notification SET state = 'pending', resolve_at = '2027-01-01T00:01:00Z'`);
    const resolve = '2027-01-01T00:01:00.000Z';
    expect(await agenda('smpp')).toEqual({ resolve });

    await set(
      `UPDATE notification SET cancel_at = '2027-01-01T00:00:40Z' WHERE reference = '${ticket.ticket}'`,
    );
    await process.receipt({ provider: 'smpp', messageId: 'abc', state: 'delivered' });
    expect(await agenda('smpp')).toEqual({
      resolve,
      cancel: '2027-01-01T00:00:40.000Z',
      strays: expect.any(String) as string,
    });

    await set(`UPDATE notification SET state = 'delivered'`);
    await set(`UPDATE receipt SET received_at = received_at - interval '61 minutes'`);
    expect(await agenda('smpp')).toEqual({});
  });
});

describe('who sleeps', () => {
  it('is woken by what another process writes, and by what comes of it', async () => {
    const writer = await anInstance({ dispatching: false });
    await anInstance();
    const told = await called(writer);
    await writer.reaches(told.ticket, 'delivered');
    const untrue = await called(writer, 300_000, '+77013099906');
    await writer.reaches(untrue.ticket, 'pending');
    await change(
      writer,
      `UPDATE notification SET cancel_at = now() - interval '1 second' WHERE reference = '${untrue.ticket}'`,
    );
    await writer.reaches(untrue.ticket, 'cancelled');
  });

  it('does in time what lies ahead: a message, another attempt, the end of what nobody can send', async () => {
    const writer = await anInstance({ dispatching: false });
    const later = await called(writer);
    const [set] = await writer.query<{ at: Date }>(
      `UPDATE notification SET next_at = now() + interval '2500 ms' WHERE reference = $1 RETURNING next_at AS at`,
      later.ticket,
    );
    await anInstance();
    const throttled = await called(writer, 300_000, '+77013199904');
    const unreachable = aTicket();
    await writer.happened(unreachable.called(3_000));
    await writer.reaches(later.ticket, 'delivered');
    const [sent] = await writer.query<{ at: Date }>(
      `SELECT a.claimed_at AS at FROM attempt a JOIN notification n ON n.id = a.notification WHERE n.reference = $1`,
      later.ticket,
    );
    expect(sent?.at.getTime()).toBeGreaterThanOrEqual(set?.at.getTime() ?? Infinity);
    await writer.reaches(throttled.ticket, 'delivered');
    expect((await writer.reaches(unreachable.ticket, 'expired')).status_reason).toBe('no-contact');
  });

  it('keeps the time of a simulated clock', async () => {
    // A minute of it in a second.
    const clock = new SimulatedClock({ startsAt: new Date(), rate: 60, began: Date.now() });
    const process = await anInstance({ clock });
    const ticket = aTicket();
    await process.happened(ticket.called(600_000));
    const { status_reason: reason } = await process.reaches(ticket.ticket, 'expired');
    expect(reason).toBe('no-contact');
    expect(clock.now().getTime()).toBeGreaterThan(Date.now() + 60_000);
  });

  it('finds by looking what a process left that died before it woke anybody', async () => {
    const dead = await anInstance({ dispatching: false, line: false });
    await anInstance({ lookEveryMs: 500 });
    const ticket = await called(dead);
    await dead.reaches(ticket.ticket, 'delivered');
  });
});

describe('three senders', () => {
  it('are woken at once, race over 500 messages and write each once', async () => {
    const preparing = await anInstance({ dispatching: false });
    const tickets = Array.from({ length: 500 }, () => aTicket());
    await eightAtATime(tickets, async (ticket) => {
      await preparing.contact(ticket.contactRef, ticket.phone);
      await preparing.happened(ticket.called(300_000));
    });
    await preparing.query(`UPDATE notification SET next_at = now() + interval '1 hour'`);
    await Promise.all([anInstance(), anInstance(), anInstance()]);
    await change(preparing, 'UPDATE notification SET next_at = now()');
    await waitFor(
      async () => {
        const left = await preparing.query<{ state: string; n: number }>(
          `SELECT state, count(*) AS n FROM notification WHERE state <> 'delivered' GROUP BY state`,
        );
        if (left.length > 0) throw new Error(JSON.stringify(left));
        return true;
      },
      'all are delivered',
      60_000,
    );
    const messages = around.simulator.messages();
    expect(messages).toHaveLength(tickets.length);
    expect(new Set(messages.map(({ to }) => to)).size).toBe(tickets.length);
    const owners = await preparing.query<{ owner: string; n: number }>(
      'SELECT claimed_by AS owner, count(*) AS n FROM attempt GROUP BY claimed_by',
    );
    expect(owners.length).toBeGreaterThan(1);
    expect(owners.reduce((sum, { n }) => sum + n, 0)).toBe(tickets.length);
  });
});
