import { events } from '@kezek/contracts';
import { DatabaseModule, startMessaging } from '@kezek/platform';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { type Settings, settings } from './config';
import { openDatabase } from './data-source';
import { Dispatch } from './dispatch/dispatch.service';
import { ErasureModule } from './erasure/erasure.module';
import { OfficesModule } from './offices/offices.module';
import { SendingModule } from './sending/sending.module';
import { TicketsModule } from './tickets/tickets.module';

@Module({})
class SettingsModule {
  static with(config: Settings): DynamicModule {
    const value = { provide: settings, useValue: config };
    return { module: SettingsModule, global: true, providers: [value], exports: [value] };
  }
}

/** Everything that answers; what goes on by itself is started by `Dispatch`. */
@Module({})
export class AppModule {
  static with(config: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config),
        DatabaseModule.with(() => openDatabase(config).initialize()),
        OfficesModule,
        TicketsModule,
        SendingModule,
        ErasureModule,
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
