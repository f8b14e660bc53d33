import { Refusal } from '@kezek/contracts';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { recognize } from '../auth/authorize';
import type { TokenVerifier } from '../auth/token-verifier';
import { Bulkhead } from '../bulkhead/bulkhead';
import { operationOf } from './operation.decorator';
import { whenGone } from './when-gone';

/** The refusal of a call without a token that finds no place among its like. */
export const reducedCapacity = (): Refusal => new Refusal('temporary-reduced-capacity');

const waiting = 128;
const patienceMs = 1500;

/**
 * So many calls without a token are worked on at once, and with them so many connections of the pool: what is left is
 * for who has a token, however many others come. Some more wait a moment.
 */
@Injectable()
export class PublicShareInterceptor implements NestInterceptor {
  readonly #share: Bulkhead;

  constructor(
    private readonly verifier: TokenVerifier,
    places: number,
  ) {
    this.#share = new Bulkhead('public', { places, waiting, patienceMs }, reducedCapacity);
  }

  /** @throws {Refusal} `temporary-reduced-capacity` */
  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = execution.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (operationOf(request).scope !== 'public' || (await recognize(request, this.verifier)))
      return next.handle();
    const leave = await this.#share.enter(whenGone(http.getResponse<FastifyReply>()));
    return next.handle().pipe(finalize(leave));
  }
}
