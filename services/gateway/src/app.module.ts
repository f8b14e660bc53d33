import { operations } from '@kezek/contracts';
import { defineCommand, KafkaLog, Lifecycle, type RunnableService } from '@kezek/platform';
import { type DynamicModule, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import { BoardHubs } from './board/board-hubs.service';
import { BoardStreamController } from './board/board-stream.controller';
import { BoardTail } from './board/board-tail.consumer';
import { type Config, gatewaySettings, serviceLimits, serviceUrls } from './config';
import { docsRoutes, serveDocs, serveDocument, writeDocument } from './docs/docs.service';
import { allowOrigins } from './forwarding/cors.service';
import { leaveBodies, mountForwarded } from './forwarding/forwarding.controller';
import { ForwardingService } from './forwarding/forwarding.service';
import { Upstreams } from './forwarding/upstreams.service';
import { writeLimitsPage } from './limits/limits-page.service';
import { limitCalls } from './limits/limiting.service';
import { LimitsModule } from './limits/limits.module';
import { quotasOf } from './limits/limit-settings.service';
import { pagePaths, servePages } from './pages/pages.service';

@Module({})
export class AppModule implements OnApplicationBootstrap {
  constructor(
    private readonly tail: BoardTail,
    private readonly hubs: BoardHubs,
    private readonly upstreams: Upstreams,
    private readonly lifecycle: Lifecycle,
  ) {}

  static with(config: Config): DynamicModule {
    const kafka = { brokers: config.KAFKA_BROKERS, clientId: 'gateway' };
    return {
      module: AppModule,
      imports: [LimitsModule.with(config.REDIS_URL, quotasOf(config))],
      controllers: [BoardStreamController],
      providers: [
        { provide: Upstreams, useFactory: () => new Upstreams(serviceUrls(config), serviceLimits(config)) },
        { provide: KafkaLog, useFactory: () => new KafkaLog(kafka) },
        ForwardingService,
        BoardHubs,
        BoardTail,
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.tail.start();
    this.lifecycle.onStop('requests', 'board streams', () => {
      this.hubs.end();
    });
    this.lifecycle.onStop('consumers', 'board tail', async () => {
      await this.tail.close();
    });
    this.lifecycle.onStop('pools', 'upstreams', async () => {
      await this.upstreams.close();
    });
  }
}

/** The gateway, as `main.ts` and the tests start it. */
export const gateway: RunnableService<typeof gatewaySettings> = {
  name: 'gateway',
  settings: gatewaySettings,
  operations,
  module: (config) => AppModule.with(config),
  otherRoutes: [...docsRoutes, ...pagePaths],
  extend: (server, { CORS_ORIGINS }) => {
    leaveBodies(server);
    allowOrigins(server, CORS_ORIGINS ?? []);
    serveDocument(server);
    servePages(server);
  },
  connect: (app) => {
    limitCalls(app);
    mountForwarded(app);
    serveDocs(app);
  },
  commands: {
    openapi: defineCommand(z.object({}), writeDocument),
    limits: defineCommand(z.object({}), writeLimitsPage),
  },
};
