import { waitFor } from '@kezek/testing';
import { Erasure } from '../erasure/erasure.service';
import { Instance, type Surroundings, surroundings, TicketBuilder } from '../testing/notifications.fixture';
import { Resolutions } from './resolutions.service';

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

const overdue = async (ticket: TicketBuilder): Promise<void> => {
  await service.query(
    `UPDATE notification SET resolve_at = now() - interval '1 second' WHERE reference = $1`,
    ticket.ticket,
  );
  await service.app.get(Resolutions).round();
};

async function aTicket(phone: string): Promise<TicketBuilder> {
  const ticket = new TicketBuilder(phone);
  await service.contact(ticket.contactRef, ticket.phone);
  return ticket;
}

describe('a message without a receipt', () => {
  it('is asked for when its time is over, and is what the SMSC says', async () => {
    const ticket = await aTicket('+77013399913');
    await service.happened(ticket.called());
    await service.reaches(ticket.ticket, 'pending');
    const atTheSmsc = () => around.simulator.messages('+77013399913')[0]?.state === 'delivered';
    await waitFor(atTheSmsc, 'the SMSC has delivered it');
    await overdue(ticket);
    await service.reaches(ticket.ticket, 'delivered');
  });

  it('whose outcome nobody knows is a temporary failure', async () => {
    const ticket = await aTicket('+77013499905');
    await service.happened(ticket.issued());
    await service.attempted(ticket.ticket, ['unknown']);
    await overdue(ticket);
    const { status_reason: reason } = await service.reaches(ticket.ticket, 'temporary-failure');
    expect(reason).toBe('outcome-unknown');
  });

  it('that failed for the time being is revised by a late receipt', async () => {
    const ticket = await aTicket('+77500000003');
    await service.happened(ticket.called());
    await service.reaches(ticket.ticket, 'temporary-failure');
    const [segment] = await service.query<{ message_id: string }>(
      'SELECT s.message_id FROM segment s JOIN notification n ON n.id = s.notification WHERE n.reference = $1',
      ticket.ticket,
    );
    await service.receipt({ provider: 'test', messageId: segment?.message_id ?? '', state: 'delivered' });
    await service.reaches(ticket.ticket, 'delivered');
  });
});

describe('a receipt that fits nothing', () => {
  it('is kept, and found when its response comes late', async () => {
    await service.receipt({
      provider: 'smpp',
      messageId: '00ABCDEF',
      state: 'delivered',
      phone: '+77010000000',
    });
    const [kept] = await service.query<{ notations: string[]; matched_at: Date | null }>(
      `SELECT notations, matched_at FROM receipt WHERE message_id = '00ABCDEF'`,
    );
    expect(kept).toEqual({ notations: ['abcdef', '11259375'], matched_at: null });
  });

  it('of another number is not taken for a message whose id it resembles', async () => {
    const ticket = await aTicket('+77013599913');
    await service.happened(ticket.called());
    await service.reaches(ticket.ticket, 'pending');
    const [segment] = await service.query<{ message_key: string }>(
      'SELECT s.message_key FROM segment s JOIN notification n ON n.id = s.notification WHERE n.reference = $1',
      ticket.ticket,
    );
    const decimal = BigInt(`0x${segment?.message_key ?? ''}`).toString();
    await service.receipt({
      provider: 'smpp',
      messageId: decimal,
      state: 'delivered',
      phone: '+77010000000',
    });
    expect((await service.told(ticket.ticket))[0]?.state).toBe('pending');
  });
});

describe('after a week', () => {
  it('numbers, tracking tokens and arguments are gone, states stay', async () => {
    const ticket = await aTicket('+77013600001');
    await service.happened(ticket.called());
    await service.reaches(ticket.ticket, 'delivered');
    await service.query(`UPDATE contact SET received_at = received_at - interval '8 days'`);
    await service.query(`UPDATE notification SET created_at = created_at - interval '8 days'`);
    await service.query(`UPDATE segment SET marked_at = marked_at - interval '8 days'`);
    await service.query(`UPDATE receipt SET received_at = received_at - interval '8 days'`);
    const erasure = service.app.get(Erasure);
    expect(await erasure.erase()).toBeGreaterThan(0);
    expect(await erasure.erase()).toBe(0);
    const left = await service.query(
      `SELECT FROM contact WHERE phone_sealed IS NOT NULL OR phone_hash IS NOT NULL OR tracking_token_sealed IS NOT NULL
         OR phone_masked IS NOT NULL
       UNION ALL SELECT FROM notification WHERE arguments IS NOT NULL OR phone_masked IS NOT NULL
       UNION ALL SELECT FROM segment WHERE phone_hash IS NOT NULL
       UNION ALL SELECT FROM receipt`,
    );
    expect(left).toEqual([]);
    expect((await service.told(ticket.ticket))[0]?.state).toBe('delivered');
    await service.happened(ticket.called());
    expect((await service.told(ticket.ticket)).at(-1)).toMatchObject({
      state: 'permanent-failure',
      status_reason: 'contact-erased',
    });
  });
});
