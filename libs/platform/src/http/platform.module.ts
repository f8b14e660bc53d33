import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TokenVerifier } from '../auth/token-verifier';
import { Clock } from '../clock/clock';
import { HealthRegistry } from '../health/health-registry';
import { Lifecycle } from '../lifecycle';
import { AnswerInterceptor } from '../operation/answer.interceptor';
import { OperationGuard } from '../operation/operation.guard';
import { PublicShareInterceptor } from '../operation/public-share.interceptor';
import { ProblemFilter } from './problem.filter';

/** What every part of a process shares; injectable anywhere by its class. */
export interface Shared {
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  readonly health: HealthRegistry;
  readonly verifier: TokenVerifier;
  /** See `AppOptions.publicPlaces`. */
  readonly publicPlaces?: number;
}

// Before the answer's, which it holds back.
const shareOf = (verifier: TokenVerifier, places: number | undefined): Provider[] =>
  places === undefined
    ? []
    : [{ provide: APP_INTERCEPTOR, useValue: new PublicShareInterceptor(verifier, places) }];

/** The parts of the platform that are injected, and the guard, filter and interceptor of every operation. */
@Module({})
export class PlatformModule {
  static with({ clock, lifecycle, health, verifier, publicPlaces }: Shared): DynamicModule {
    const shared = [
      { provide: Clock, useValue: clock },
      { provide: Lifecycle, useValue: lifecycle },
      { provide: HealthRegistry, useValue: health },
      { provide: TokenVerifier, useValue: verifier },
    ];
    return {
      module: PlatformModule,
      global: true,
      providers: [
        ...shared,
        { provide: APP_GUARD, useClass: OperationGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        ...shareOf(verifier, publicPlaces),
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
      ],
      exports: shared.map(({ provide }) => provide),
    };
  }
}
