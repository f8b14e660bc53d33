import { Catch, type INestApplication, type INestMicroservice, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { type ConsumerOptions, KafkaEventServer } from './event-server';

/** Hands errors of handlers to our server as they are: Nest's own filter would make "Internal server error" of them. */
@Catch()
class AsItIs implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Connects the application's `@EventPattern` controllers to Kafka; they run after `startAllMicroservices()`. */
export function connectConsumers(app: INestApplication, options: ConsumerOptions): INestMicroservice {
  const microservice = app.connectMicroservice({ strategy: new KafkaEventServer(options) });
  microservice.useGlobalFilters(new AsItIs());
  return microservice;
}
