import {
  type EventDefinition,
  type EventEnvelope,
  type NotificationState,
  operations,
  ticketCalled,
  ticketCancelled,
  ticketClosedUnserved,
  ticketIssued,
  ticketRescheduled,
  ticketReturnLater,
} from '@kezek/contracts';
import {
  type Clock,
  createApp,
  type EventContext,
  inTransaction,
  KafkaLog,
  Lifecycle,
  OutboxRelay,
  rows,
  uuidv7,
} from '@kezek/platform';
import { type Simulator, startSimulator } from '@kezek/smsc-simulator';
import { type TestDatabase, testDatabase, type TestIssuer, testIssuer, waitFor } from '@kezek/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module';
import type { Settings } from '../config';
import { Contacts } from '../contacts/contacts.service';
import { schema } from '../data-source';
import type { IncomingReceipt } from '../providers/provider.rules';
import { Receipts } from '../receipts/receipts.service';
import { Dispatch } from '../dispatch/dispatch.service';
import { TicketsConsumer } from '../tickets/tickets.consumer';
import type { TicketFacts } from '../tickets/tickets.service';

/** What the database tells of a message. */
export interface Told {
  readonly id: string;
  readonly state: NotificationState;
  readonly status_reason: string | null;
  readonly segments: number | null;
  readonly attempts: readonly string[];
}

export interface Surroundings {
  readonly database: TestDatabase;
  simulator: Simulator;
  readonly issuer: TestIssuer;
  readonly config: Settings;
  /** A simulator at the address of the one that was closed. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

const simulate = { systemId: 'kezek', password: 'secret', receiptDelay: 20, lateReceiptDelay: 3000 };

/** A fresh database, a real SMSC simulator, an issuer: shared by the instances of a test file. */
export async function surroundings(changes: Partial<Settings> = {}): Promise<Surroundings> {
  const [database, simulator, issuer] = await Promise.all([
    testDatabase(schema),
    startSimulator(simulate),
    testIssuer(),
  ]);
  const config: Settings = {
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: 10,
    DATABASE_PUBLIC_CONNECTIONS: 2,
    KAFKA_BROKERS: ['127.0.0.1:1'],
    CONTACT_KEY: randomBytes(32),
    SMPP_URL: `smpp://kezek:secret@127.0.0.1:${String(simulator.smppPort)}`,
    SMPP_WINDOW: 10,
    SMPP_SEGMENTS_PER_SECOND: 2000,
    SMPP_RESPONSE_SECONDS: 0.5,
    SMS_SENDER: 'Kezek',
    PUBLIC_URL: 'https://kezek.kz',
    RECALL_MESSAGE: 'none',
    CONTACT_DAYS: 7,
    TEST_LATE_RECEIPT_SECONDS: 0.2,
    ...changes,
  };
  const around: Surroundings = {
    database,
    simulator,
    issuer,
    config,
    async revive() {
      around.simulator = await startSimulator({ ...simulate, smppPort: simulator.smppPort });
    },
    async close() {
      await Promise.all([around.simulator.close(), issuer.close()]);
      await database.drop();
    },
  };
  return around;
}

export interface Run {
  /** Whether it sends and does what comes up by itself; default true. */
  readonly dispatching?: boolean;
  /** Whether it hears of what other processes commit, by its relay's connection; default false. */
  readonly line?: boolean;
  /** How often it looks at the agenda by itself. */
  readonly lookEveryMs?: number;
  readonly clock?: Clock;
}

/** One process of the service, without consumers: events are handed to it as they would. */
export class Instance {
  readonly dispatch: Dispatch;

  private constructor(
    readonly app: NestFastifyApplication,
    private readonly lifecycle: Lifecycle,
    lookEveryMs: number | undefined,
  ) {
    this.dispatch = new Dispatch(app, lookEveryMs);
  }

  static async start({ config, issuer }: Surroundings, run: Run = {}): Promise<Instance> {
    const lifecycle = new Lifecycle();
    const app = await createApp(AppModule.with(config), {
      service: 'notifications',
      operations,
      identity: issuer.settings,
      lifecycle,
      ...(run.clock && { clock: run.clock }),
    });
    await app.listen(0, '127.0.0.1');
    const instance = new Instance(app, lifecycle, run.lookEveryMs);
    if (run.line === true) instance.openLine(config);
    if (run.dispatching !== false) await instance.dispatch.start();
    return instance;
  }

  private openLine({ DATABASE_URL: url, KAFKA_BROKERS: brokers }: Settings): void {
    const log = new KafkaLog({ brokers, clientId: 'notifications' });
    const relay = new OutboxRelay({ url, service: 'notifications', dataSource: this.dataSource, log });
    this.lifecycle.onStop('relay', 'outbox', async () => relay.stop());
    this.lifecycle.onStop('pools', 'Kafka', async () => log.close());
    relay.start();
  }

  get dataSource(): DataSource {
    return this.app.get(DataSource);
  }

  async url(): Promise<string> {
    return `${await this.app.getUrl()}/v1`;
  }

  async query<T extends object>(text: string, ...values: readonly unknown[]): Promise<T[]> {
    return await inTransaction(this.dataSource, (tx) =>
      rows<T & Record<string, unknown>>(tx, { text, values }),
    );
  }

  async contact(ref: string, phone: string, trackingToken = 'token-of-the-visitor'): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      await this.app.get(Contacts).keep(tx, ref, { phone, language: 'ru', trackingToken });
    });
  }

  async happened(event: EventEnvelope<TicketFacts>): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const context = { tx, topic: 'queue.ticket.v1', partition: 0, offset: 0 } as EventContext;
      const consumer = this.app.get(TicketsConsumer);
      const handlers: Readonly<Record<string, keyof TicketsConsumer>> = {
        [ticketIssued.type]: 'issued',
        [ticketCalled.type]: 'called',
        [ticketRescheduled.type]: 'moved',
        [ticketReturnLater.type]: 'sentAway',
        [ticketCancelled.type]: 'cancelled',
        [ticketClosedUnserved.type]: 'closed',
      };
      await consumer[handlers[event.type] ?? 'ended'](event as never, context);
    });
  }

  async receipt(receipt: IncomingReceipt): Promise<void> {
    await this.app.get(Receipts).take(receipt);
  }

  async told(reference: string): Promise<Told[]> {
    return await this.query<Told>(
      `SELECT n.id, n.state, n.status_reason, n.segments,
         ARRAY(SELECT a.state FROM attempt a WHERE a.notification = n.id ORDER BY a.number) AS attempts
       FROM notification n WHERE n.reference = $1 ORDER BY n.id`,
      reference,
    );
  }

  /** Waits until the newest message about a ticket has reached a state. */
  async reaches(reference: string, state: NotificationState): Promise<Told> {
    return await waitFor(async () => {
      const all = await this.told(reference);
      const last = all.at(-1);
      if (last?.state !== state) throw new Error(JSON.stringify(all));
      return last;
    }, `${reference} is ${state}`);
  }

  /** Waits until the newest message about a ticket has had these attempts. */
  async attempted(reference: string, states: readonly string[]): Promise<void> {
    await waitFor(async () => {
      const attempts = (await this.told(reference)).at(-1)?.attempts;
      if (JSON.stringify(attempts) !== JSON.stringify(states)) throw new Error(JSON.stringify(attempts));
      return true;
    }, `attempts of ${reference}`);
  }

  async states(id: string): Promise<string[]> {
    const said = await this.query<{ state: string }>(
      `SELECT payload::json->>'state' AS state FROM outbox WHERE key = $1 ORDER BY outbox.id`,
      id,
    );
    return said.map(({ state }) => state);
  }

  async stop(): Promise<void> {
    const failures = await this.lifecycle.stop();
    await this.app.close();
    if (failures.length > 0) throw new AggregateError(failures.map(({ cause }) => cause));
  }
}

/** Works through a list, eight at a time: fewer than the pool has connections. */
export async function eightAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

let tickets = 0;

/** A ticket with its contact, and the events of its life. */
export class TicketBuilder {
  readonly ticket = uuidv7();
  readonly contactRef = uuidv7();
  readonly number = `A-${String((tickets += 1))}`;
  #version = 0;

  constructor(
    readonly phone: string,
    private readonly language: 'kk' | 'ru' | 'en' = 'en',
    private readonly office = 'ALM-TRK',
  ) {}

  issued(state: 'waiting' | 'booked' = 'waiting'): EventEnvelope<TicketFacts> {
    const now = Date.now();
    return this.#event(ticketIssued, state, {
      channel: 'kiosk',
      issuedAt: new Date(now).toISOString(),
      dueAt: new Date(now + 1_200_000).toISOString(),
      position: 3,
      band: { fromMinutes: 5, toMinutes: 15 },
    });
  }

  called(validMs = 60_000): EventEnvelope<TicketFacts> {
    const now = Date.now();
    return this.#event(ticketCalled, 'called', {
      counter: '3',
      calledAt: new Date(now).toISOString(),
      expiresAt: new Date(now + validMs).toISOString(),
    });
  }

  ended(
    definition: EventDefinition,
    state: string,
    more: Record<string, unknown>,
  ): EventEnvelope<TicketFacts> {
    return this.#event(definition, state, more);
  }

  #event(
    definition: EventDefinition,
    state: string,
    more: Record<string, unknown>,
  ): EventEnvelope<TicketFacts> {
    this.#version += 1;
    const data = definition.data.parse({
      office: this.office,
      ticket: this.ticket,
      number: this.number,
      service: 'report',
      state,
      version: this.#version,
      businessDay: '2026-03-10',
      language: this.language,
      contactRef: this.contactRef,
      ...more,
    });
    return {
      id: uuidv7(),
      type: definition.type,
      source: '/kezek/queue',
      time: new Date().toISOString(),
      subject: this.ticket,
      key: this.office,
      sequence: this.#version,
      data: data as TicketFacts,
    };
  }
}
