import {
  contactSealed,
  type EventDefinition,
  type EventEnvelope,
  type NewEvent,
  notificationTopic,
  officeDefined,
  sealingKeyTopic,
  ticketCancelled,
  ticketClosedUnserved,
  ticketEvents,
  ticketReturnLater,
  ticketStarted,
  topics,
} from '@kezek/contracts';
import { KafkaLog, type NewRecord, recordOf, uuidv7 } from '@kezek/platform';
import { createTopics, offices } from '@kezek/stack';
import { addresses, type RecordingConsumer, recordingConsumer, waitFor } from '@kezek/testing';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { connect } from '../app.module';
import { SealingKeys } from '../contacts/sealing-keys.service';
import { Instance, type Surroundings, surroundings, TicketBuilder } from '../testing/notifications.fixture';
import type { TicketFacts } from './tickets.service';

let around: Surroundings;
let service: Instance;
let log: KafkaLog;
let heard: RecordingConsumer;

beforeAll(async () => {
  await createTopics(addresses.kafkaBrokers(), topics);
  heard = await recordingConsumer(sealingKeyTopic.name, notificationTopic.name);
  log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'test' });
  around = await surroundings({ KAFKA_BROKERS: addresses.kafkaBrokers() });
  service = await Instance.start(around, { dispatching: false });
  await connect(service.app, around.config, `test-${uuidv7()}`);
  await service.app.startAllMicroservices();
  for (const office of offices)
    await say({
      ...officeEvent,
      subject: office.code,
      key: office.code,
      data: { ...office, version: 1 },
    });
});

afterAll(async () => {
  await service.stop();
  await heard.close();
  await log.close();
  await around.close();
});

const officeEvent = { definition: officeDefined, sequence: 1, time: '2026-03-10T05:00:00.000Z' };
const say = async (event: NewEvent<EventDefinition>): Promise<NewRecord> => {
  const record = recordOf(event);
  await log.append([record]);
  return record;
};

const definitions = new Map<string, EventDefinition>(ticketEvents.map((event) => [event.type, event]));
const happened = async (event: EventEnvelope<TicketFacts>): Promise<NewRecord> => {
  const definition = definitions.get(event.type);
  if (definition === undefined) throw new Error(event.type);
  const { subject, key, sequence, time, data } = event;
  return await say({ definition, subject, key, sequence, time, data });
};

const publishedKeys = (): { kid: string; jwk: JWK }[] =>
  heard.records
    .filter(({ topic }) => topic === sealingKeyTopic.name)
    .map(({ value }) => JSON.parse(String(value)) as { kid: string; jwk: JWK });

async function handOver(ticket: TicketBuilder, key: { kid: string; jwk: JWK }): Promise<void> {
  const contact = { phone: ticket.phone, language: 'ru', trackingToken: 'a-secret-token' };
  const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(contact)))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: key.kid })
    .encrypt(await importJWK(key.jwk, 'ECDH-ES+A256KW'));
  await hand(ticket.contactRef, sealed);
}

async function hand(contactRef: string, sealed: string): Promise<void> {
  await say({
    definition: contactSealed,
    subject: contactRef,
    key: contactRef,
    sequence: 1,
    time: '2026-03-10T05:00:00.000Z',
    data: { contactRef, sealed },
  });
}

const newestKey = async () => await waitFor(() => publishedKeys().at(-1), 'a key is published');
const texts = (ticket: TicketBuilder): string[] =>
  around.simulator.messages(ticket.phone).map(({ text }) => text);

describe('events on the topics', () => {
  it('become messages that name the office in the visitor’s language', async () => {
    await waitFor(
      async () => (await service.query('SELECT FROM office')).length === offices.length,
      'offices are known',
    );
    const ticket = new TicketBuilder('+77011110001', 'ru');
    await handOver(ticket, await newestKey());
    await happened(ticket.called());
    await service.reaches(ticket.ticket, 'delivered');
    const name = offices.find(({ code }) => code === 'ALM-TRK')?.name.ru ?? '';
    const [text] = texts(ticket);
    expect(text?.startsWith(`Талон ${ticket.number}: подойдите к окну 3. `)).toBe(true);
    expect(name.startsWith(text?.split('окну 3. ')[1] ?? '-')).toBe(true);
  });

  it('of a remand prison are told by its street, never by its name', async () => {
    const office = offices.find(({ kind }) => kind === 'penal');
    const ticket = new TicketBuilder('+77011110002', 'ru', office?.code);
    await handOver(ticket, await newestKey());
    await happened(ticket.called());
    await service.reaches(ticket.ticket, 'delivered');
    const place = texts(ticket)[0]?.split('окну 3. ')[1] ?? '-';
    expect(office?.address.ru.startsWith(place)).toBe(true);
    expect(office?.name.ru.startsWith(place)).toBe(false);
  });

  it('that come again change nothing', async () => {
    const ticket = new TicketBuilder('+77011110003');
    await handOver(ticket, await newestKey());
    const record = await happened(ticket.called());
    await service.reaches(ticket.ticket, 'delivered');
    await log.append([record, record]);
    await happened(
      ticket.ended(ticketStarted, 'serving', { counter: '3', servingStartedAt: new Date().toISOString() }),
    );
    const last = new TicketBuilder('+77011110004');
    await handOver(last, await newestKey());
    await happened(last.called());
    await service.reaches(last.ticket, 'delivered');
    expect(texts(ticket)).toHaveLength(1);
    expect(await service.told(ticket.ticket)).toHaveLength(1);
  });

  it('that book a ticket for a time to come are told to nobody; its call is', async () => {
    const ticket = new TicketBuilder('+77011110012', 'ru');
    await handOver(ticket, await newestKey());
    await happened(ticket.issued('booked'));
    await happened(ticket.called());
    await service.reaches(ticket.ticket, 'delivered');
    expect(await service.told(ticket.ticket)).toHaveLength(1);
    expect(texts(ticket)).toHaveLength(1);
    expect(texts(ticket)[0]).toContain('подойдите к окну 3');
  });

  it('that send people away are told, each once', async () => {
    const outcome = 'closed-by-day-end';
    const ends = [
      [ticketClosedUnserved, 'closed-unserved', { outcome, reason: 'office-closed' }, 'приём прекращён'],
      [ticketReturnLater, 'return-later', { returnOn: '2026-03-12' }, 'приходите 12 марта (четверг)'],
      [ticketCancelled, 'cancelled', { outcome: 'cancelled-by-operator', reason: 'operator' }, 'отменён'],
    ] as const;
    for (const [index, [definition, state, more, words]] of ends.entries()) {
      const ticket = new TicketBuilder(`+7701111002${String(index)}`, 'ru');
      await handOver(ticket, await newestKey());
      const record = await happened(ticket.ended(definition, state, more));
      await log.append([record]);
      await service.reaches(ticket.ticket, 'delivered');
      expect(texts(ticket)).toEqual([expect.stringContaining(words)]);
      expect(texts(ticket)[0]).toContain('/t/a-secret-token');
    }
  });

  it('tell what became of each message, and neither number nor tracking token', async () => {
    const ticket = new TicketBuilder('+77011110005');
    await handOver(ticket, await newestKey());
    await happened(ticket.issued());
    const { id } = await service.reaches(ticket.ticket, 'delivered');
    const said = await waitFor(() => {
      const all = heard.records.filter(({ key }) => key === id);
      return all.length === 4 && all;
    }, 'four states are said');
    const bodies = said.map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    expect(bodies.map(({ state }) => state)).toEqual(['created', 'sending', 'pending', 'delivered']);
    expect(said.map(({ headers }) => headers['ce_sequence'])).toEqual(['1', '2', '3', '4']);
    expect(bodies.at(-1)).toMatchObject({
      phoneMasked: '+7701•••0005',
      reference: ticket.ticket,
      lane: 'normal',
    });
    const everything = heard.records
      .map(({ value, headers }) => String(value) + JSON.stringify(headers))
      .join();
    expect(everything).not.toMatch(/7701111000|a-secret-token/);
  });
});

describe('a sealed contact', () => {
  it('is opened after a rotation with the key that it was sealed with', async () => {
    const old = await newestKey();
    const kid = await service.app.get(SealingKeys).rotate();
    const young = await waitFor(
      () => publishedKeys().find((key) => key.kid === kid),
      'the new key is published',
    );
    for (const [key, phone] of [
      [old, '+77011110006'],
      [young, '+77011110007'],
    ] as const) {
      const ticket = new TicketBuilder(phone);
      await handOver(ticket, key);
      await happened(ticket.called());
      await service.reaches(ticket.ticket, 'delivered');
    }
  });

  it('that cannot be opened is parked, and others go on', async () => {
    const broken = new TicketBuilder('+77011110008');
    await hand(broken.contactRef, 'eyJhbGciOiJub25lIn0.not.a.jwe.at-all');
    const stranger = new TicketBuilder('+77011110009');
    await handOver(stranger, { ...(await newestKey()), kid: 'nobody' });
    const parked = await waitFor(async () => {
      const found = await service.query<{ key: string; reason: string }>(
        'SELECT key, reason FROM parked_event',
      );
      return found.length === 2 && found;
    }, 'both are parked');
    expect(new Set(parked.map(({ key, reason }) => `${key} ${reason}`))).toEqual(
      new Set([broken, stranger].map(({ contactRef }) => `${contactRef} contract`)),
    );
    const fine = new TicketBuilder('+77011110010');
    await handOver(fine, await newestKey());
    await happened(fine.called());
    await service.reaches(fine.ticket, 'delivered');
  });

  it('may come long after the call, as long as the call holds', async () => {
    const ticket = new TicketBuilder('+77011110011');
    await happened(ticket.called());
    await waitFor(async () => (await service.told(ticket.ticket)).length === 1, 'the call is known');
    await handOver(ticket, await newestKey());
    await service.reaches(ticket.ticket, 'delivered');
  });
});
