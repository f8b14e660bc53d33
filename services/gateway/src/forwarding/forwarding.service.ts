import type { OperationDefinition } from '@kezek/contracts';
import { injectTrace, recognize, TokenVerifier, whenGone } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { requestHeaders, responseHeaders, varying } from './headers.rules';
import { servicePath } from './path.rules';
import { bodyOf, letPass } from './request-body.service';
import { Upstreams } from './upstreams.service';

/** From when the request is here until its answer is on its way; handed on to the service. */
export const callTimeLimitMs = 5000;

/** Hands a call to the service that owns it, and its answer back untouched, be it a success or a refusal. */
@Injectable()
export class ForwardingService {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly verifier: TokenVerifier,
  ) {}

  /** @throws {Refusal} before anything of the answer was sent. */
  async forward(operation: OperationDefinition, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const answer = await this.#call(operation, request, reply);
      await send(answer, reply);
    } catch (error) {
      if (!reply.raw.destroyed) throw error;
      // The caller has gone, which is why the call was given up: nobody is left to be told.
      reply.hijack();
    } finally {
      letPass(request.raw);
    }
  }

  async #call(
    operation: OperationDefinition,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Dispatcher.ResponseData> {
    const upstream = this.upstreams.of(operation.service);
    const reading = operation.method === 'get';
    const body = reading ? undefined : await bodyOf(request.raw);
    return await upstream.call({
      method: request.method,
      share: (await recognize(request, this.verifier)) ? 'known' : 'public',
      path: servicePath(operation, request.params as Record<string, string>, request.url),
      headers: requestHeaders(request.headers, {
        address: request.ip,
        host: request.host,
        protocol: request.protocol,
        requestId: request.id,
        trace: injectTrace(),
      }),
      body,
      deadline: performance.now() + callTimeLimitMs,
      // A command goes on to its end: the caller will ask again with the same key.
      ...(reading && { abandoned: whenGone(reply) }),
    });
  }
}

async function send(answer: Dispatcher.ResponseData, reply: FastifyReply): Promise<void> {
  reply.hijack();
  if (reply.raw.destroyed) {
    await answer.body.dump();
    return;
  }
  const own = reply.getHeaders() as Record<string, string>;
  const theirs = responseHeaders(answer.headers);
  const vary = varying(own['vary'], theirs['vary']);
  reply.raw.writeHead(answer.statusCode, { ...own, ...theirs, ...(vary !== undefined && { vary }) });
  try {
    await pipeline(answer.body, reply.raw);
  } catch {
    // The head is out: a cut connection is the only way left to say that the rest is missing.
    reply.raw.destroy();
  }
}
