import { Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import { type ConsumerOptions, KafkaEventServer } from './event-server';

/** Hands errors of handlers to our server as they are: Nest's own filter would make "Internal server error" of them. */
@Catch()
class AsItIs implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Connects the application's `@OnEvent(definition)` controllers to Kafka. They run after `startAllMicroservices()`.
 */
export function connectConsumers(app: INestApplication, options: ConsumerOptions): KafkaEventServer {
  const strategy = new KafkaEventServer(options);
  const connected = app.connectMicroservice({ strategy }, { deferInitialization: true });
  const microservice = connected as NestMicroservice;
  // Handlers are bound to the filters that exist when they are registered: that is why it was put off. What follows is
  // what Nest does itself otherwise.
  microservice.useGlobalFilters(new AsItIs());
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
  return strategy;
}
