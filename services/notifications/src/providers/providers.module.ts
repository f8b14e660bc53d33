import { Clock } from '@kezek/platform';
import { parseSmppUrl } from '@kezek/smpp';
import { Module } from '@nestjs/common';
import { type Settings, settings } from '../config';
import { ProvidersController } from './providers.controller';
import { Providers } from './providers.service';
import { SmppProvider } from './smpp-provider.service';
import { TestProvider } from './test-provider.service';

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

@Module({
  controllers: [ProvidersController],
  providers: [{ provide: Providers, inject: [settings, Clock], useFactory: accounts }],
  exports: [Providers],
})
export class ProvidersModule {}
