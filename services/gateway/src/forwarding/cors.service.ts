import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { corsHeaders } from './cors.rules';

const preflightOf = (request: FastifyRequest, reply: FastifyReply): readonly string[] | undefined =>
  request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    ? String(reply.getHeader('allow') ?? '').split(', ')
    : undefined;

/** Lets pages of the configured origins call, and nobody else's: no cookie is ever read here, only tokens. */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const add = (request: FastifyRequest, reply: FastifyReply): void => {
    const vary = String(reply.getHeader('vary') ?? '');
    if (!vary.includes('Origin')) void reply.header('vary', `${vary === '' ? '' : `${vary}, `}Origin`);
    void reply.headers(corsHeaders(origins, request.headers.origin, preflightOf(request, reply)));
  };
  // Answers that are handed through are written past `onSend`; refusals of other hooks never get to `onRequest`.
  server.addHook('onRequest', (request, reply, done) => {
    add(request, reply);
    done();
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    add(request, reply);
    done(null, payload);
  });
}
