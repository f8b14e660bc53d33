import { HealthRegistry, Lifecycle, SharedRedis } from '@kezek/platform';
import { type DynamicModule, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { Quotas } from './limit-settings.service';
import { LimitsService } from './limits.service';

/** What the gateways count together; without Redis each by itself. */
@Module({})
export class LimitsModule implements OnApplicationBootstrap {
  constructor(
    private readonly redis: SharedRedis,
    private readonly lifecycle: Lifecycle,
    private readonly health: HealthRegistry,
  ) {}

  static with(redisUrl: string, quotas: Quotas): DynamicModule {
    return {
      module: LimitsModule,
      providers: [
        { provide: SharedRedis, useFactory: () => new SharedRedis(redisUrl) },
        {
          provide: LimitsService,
          inject: [SharedRedis],
          useFactory: (redis: SharedRedis) => new LimitsService(redis, quotas),
        },
      ],
      exports: [LimitsService],
    };
  }

  onApplicationBootstrap(): void {
    this.lifecycle.onStop('pools', 'Redis', () => {
      this.redis.close();
    });
    this.health.onInformation('redis', () => this.redis.check());
  }
}
