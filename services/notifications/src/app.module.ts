import { events } from '@kezek/contracts';
import { Clock, Lifecycle, startMessaging } from '@kezek/platform';
import { parseSmppUrl } from '@kezek/smpp';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Settings, settings } from './config';
import { ContactsConsumer } from './contacts/contacts.consumer';
import { Contacts } from './contacts/contacts.service';
import { Erasure } from './contacts/erasure.service';
import { SealingKeys } from './contacts/sealing-keys.service';
import { Vault } from './contacts/vault.service';
import { openDatabase } from './data-source';
import { Moves } from './notifications/moves.service';
import { NotificationsController } from './notifications/notifications.controller';
import { NotificationsQuery } from './notifications/notifications.query';
import { Notifications } from './notifications/notifications.service';
import { ProvidersController } from './providers/providers.controller';
import { Providers } from './providers/providers.service';
import { SmppProvider } from './providers/smpp-provider.service';
import { TestProvider } from './providers/test-provider.service';
import { Fates } from './receipts/fates.service';
import { Receipts } from './receipts/receipts.service';
import { Claims } from './sending/claims.service';
import { Composer } from './sending/composer.service';
import { Dispatch } from './sending/dispatch.service';
import { Outcomes } from './sending/outcomes.service';
import { Cancellations } from './sending/cancellations.service';
import { Resolutions } from './sending/resolutions.service';
import { Store } from './store.service';
import { Recovery } from './sending/recovery.service';
import { Sender } from './sending/sender.service';
import { Templates } from './templates/templates.service';
import { TemplatesController } from './templates/templates.controller';
import { OfficesConsumer } from './tickets/offices.consumer';
import { Offices } from './tickets/offices.service';
import { TicketsConsumer } from './tickets/tickets.consumer';
import { Tickets } from './tickets/tickets.service';

const connected = async (config: Settings, lifecycle: Lifecycle): Promise<DataSource> => {
  const opened = await openDatabase(config).initialize();
  lifecycle.onStop('pools', 'PostgreSQL', async () => {
    await opened.destroy();
  });
  return opened;
};

const accounts = (config: Settings, clock: Clock): Providers =>
  new Providers([
    new SmppProvider({
      name: 'smpp',
      sender: config.SMS_SENDER,
      clock,
      client: {
        ...parseSmppUrl(config.SMPP_URL),
        window: config.SMPP_WINDOW,
        pace: { segmentsPerSecond: config.SMPP_SEGMENTS_PER_SECOND },
        timers: { response: config.SMPP_RESPONSE_SECONDS * 1000 },
      },
    }),
    new TestProvider(config.TEST_LATE_RECEIPT_SECONDS * 1000, clock),
  ]);

/** Everything that answers; what goes on by itself is started by `Dispatch`. */
@Module({})
export class AppModule {
  static with(config: Settings): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        ...[NotificationsController, TemplatesController, ProvidersController],
        ...[TicketsConsumer, OfficesConsumer, ContactsConsumer],
      ],
      providers: [
        { provide: settings, useValue: config },
        {
          provide: DataSource,
          inject: [Lifecycle],
          useFactory: async (lifecycle: Lifecycle) => connected(config, lifecycle),
        },
        { provide: Vault, useFactory: () => new Vault(config.CONTACT_KEY) },
        { provide: Providers, inject: [Clock], useFactory: (clock: Clock) => accounts(config, clock) },
        ...[Contacts, SealingKeys, Erasure, Offices, Tickets, Templates],
        ...[Moves, Notifications, NotificationsQuery, Fates, Receipts],
        ...[Store, Claims, Composer, Outcomes, Sender, Recovery, Cancellations, Resolutions],
      ],
    };
  }
}

/**
 * Connects the consumers and starts what goes on by itself; neither Kafka nor the SMSC is waited for.
 * @param reader begins the names of the consumer groups
 */
export async function connect(
  app: INestApplication,
  config: Settings,
  reader = 'notifications',
): Promise<void> {
  startMessaging(app, {
    service: reader,
    databaseUrl: config.DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    events,
  });
  await new Dispatch(app).start();
}
