import { Refusal } from '@kezek/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, problemHeaders, problemOf } from '../problem/problem';
import { logger } from '../telemetry/logger';
import { refusalOf } from './errors';
import { noteRefusal, traceIdOf } from './request-context';

const drainAtMost = 16 * 1024 * 1024;

// A body that is cut off half-way resets the connection, and the caller may never see why: a small rest is read out.
const letBodyEnd = (request: FastifyRequest, response: FastifyReply): void => {
  const announced = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (announced <= drainAtMost) response.removeHeader('connection');
};

/** One line for what is ours: a bug with its cause, an outage as a warning; a plain refusal is the access log's. */
const report = (error: unknown, refusal: Refusal | undefined, request: FastifyRequest): void => {
  const line = { err: error, operation: request.routeOptions.config.operation?.id };
  if (refusal === undefined) logger('http').error(line, 'a request failed by a bug');
  else if (refusal.status >= 500 && !(error instanceof Refusal))
    logger('http').warn(line, 'a request met an outage');
};

/** Answers anything that was thrown with problem details; nothing internal leaks. */
export function sendProblem(error: unknown, request: FastifyRequest, response: FastifyReply): void {
  const known = refusalOf(error);
  report(error, known, request);
  if (response.sent || response.raw.headersSent) {
    response.raw.destroy();
    return;
  }
  const refusal = known ?? new Refusal('internal-error');
  if (refusal.code === 'payload-too-large') letBodyEnd(request, response);
  noteRefusal(request.raw, refusal.code);
  const language = languageOf(request.headers['accept-language']);
  for (const name of ['etag', 'idempotency-replayed']) void response.removeHeader(name);
  void response
    .status(refusal.status)
    .headers(problemHeaders(refusal, language))
    .send(JSON.stringify(problemOf(refusal, language, traceIdOf(request.raw))));
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
