import { type Context, type Span, SpanKind } from '@opentelemetry/api';
import type { RefusalCode } from '@kezek/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { context } from '@opentelemetry/api';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accessLog, requestIdKey } from '../telemetry/logger';
import { httpDuration } from '../telemetry/metrics';
import { extractTrace, startSpan } from '../telemetry/trace';

interface Trace {
  readonly span: Span;
  readonly within: Context;
}

const traces = new WeakMap<IncomingMessage, Trace>();

// Also for requests that end before any hook runs (a URL that can't be decoded).
const traceOf = (raw: IncomingMessage): Trace => {
  const known = traces.get(raw) ?? startSpan('http', extractTrace(raw.headers), SpanKind.SERVER);
  traces.set(raw, known);
  return known;
};

/** The trace of a request: what problem details and logs quote. */
export const traceIdOf = (raw: IncomingMessage): string => traceOf(raw).span.spanContext().traceId;

/** The caller's `X-Request-Id` where it is harmless in logs and headers, else a new one. */
export const requestIdOf = (raw: IncomingMessage): string => {
  const given = raw.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._:/+=-]{1,128}$/.test(given) ? given : randomUUID();
};

const refused = new WeakMap<IncomingMessage, RefusalCode>();

/** For the access log: a 409 alone doesn't say what stood in the way. */
export const noteRefusal = (raw: IncomingMessage, code: RefusalCode): void => {
  refused.set(raw, code);
};

const nameOf = (request: FastifyRequest): string => {
  const { operation } = request.routeOptions.config;
  if (operation !== undefined) return operation.id;
  return request.is404 ? 'none' : 'other';
};

// The template of the path, never the path: handles and ids of people's things stand in it.
const finish = (request: FastifyRequest, response: FastifyReply): void => {
  const operation = nameOf(request);
  const status = response.statusCode;
  const seconds = response.elapsedTime / 1000;
  httpDuration.observe({ operation, status }, seconds);
  const { span } = traceOf(request.raw);
  span.updateName(operation);
  span.setAttributes({ 'http.request.method': request.method, 'http.response.status_code': status });
  span.end();
  const route = request.is404 ? undefined : request.routeOptions.url;
  const line = { operation, method: request.method, route, status, ms: Math.round(seconds * 1e4) / 10 };
  accessLog().info({ ...line, code: refused.get(request.raw), caller: request.caller?.kind }, 'request');
};

/** Trace, request id, access log and measures of each request, in this order before anything else. */
export function followRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, response, done) => {
    void response.header('x-request-id', request.id);
    context.with(traceOf(request.raw).within.setValue(requestIdKey, request.id), done);
  });
  server.addHook('onResponse', (request, response, done) => {
    finish(request, response);
    done();
  });
}
