import { Refusal } from '@kezek/contracts';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RouteTable } from '../operation/routes';
import { problemHeaders, problemOf } from '../problem/problem';
import { RefusalWithHeaders } from '../problem/refusal-with-headers';
import { hearErrors } from '../telemetry/hear-errors';
import { extractTrace, startSpan } from '../telemetry/trace';
import { sendProblem } from './problem.filter';
import { requestIdOf } from './request-context';

/** The API answers JSON for machines: nothing of it may be framed, sniffed or kept. */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-site',
  'cache-control': 'no-store',
  vary: 'Authorization, Accept, Accept-Language',
} as const;

const urlAtMost = 4096;

const socketRefusals: Partial<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: new Refusal('headers-too-large'),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal('request-timeout'),
};

const reasons: Partial<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

interface HttpSocket extends Socket {
  readonly _httpMessage?: { readonly headersSent: boolean } | null;
}

/** What no parser could read still gets problem details, and the connection is closed. */
export function answerClientError(error: NodeJS.ErrnoException, socket: HttpSocket): void {
  // An answer that is on its way must not be broken by a second one.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent === true) {
    socket.destroy(error);
    return;
  }
  const refusal =
    socketRefusals[error.code ?? ''] ?? new Refusal('invalid-request', { detail: 'This is not HTTP/1.1.' });
  const { span } = startSpan('http', extractTrace({}));
  const body = JSON.stringify(problemOf(refusal, 'ru', span.spanContext().traceId));
  const headers = {
    ...securityHeaders,
    ...problemHeaders(refusal, 'ru'),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${String(refusal.status)} ${reasons[refusal.status] ?? ''}\r\n`;
  socket.end(`${status}${lines.join('')}\r\n${body}`);
}

/** Limits of Fastify and of Node's parser; everything over them is a refusal, never a hung socket. */
export const serverOptions = {
  bodyLimit: 1024 * 1024,
  // A missing Host is refused by us, with problem details, not by Node with an empty 400.
  http: { maxHeaderSize: 16 * 1024, requireHostHeader: false },
  requestTimeout: 30_000,
  keepAliveTimeout: 72_000,
  routerOptions: { maxParamLength: 200 },
  forceCloseConnections: 'idle',
  logger: false,
  genReqId: (request: IncomingMessage) => requestIdOf(request),
  clientErrorHandler: answerClientError,
  frameworkErrors: (error, request, response) => {
    void response.headers({ ...securityHeaders, 'x-request-id': request.id });
    sendProblem(error, request, response);
  },
} as const satisfies FastifyHttpOptions<Server>;

const noHost = new Refusal('invalid-request', { errors: [{ pointer: 'Host', code: 'required' }] });
const noSuchPath = new Refusal('not-found', { detail: 'No call has this path: see `/openapi.json`.' });
const lacksHost = ({ headers, httpVersion }: IncomingMessage): boolean =>
  httpVersion === '1.1' && headers.host === undefined;

/** 404, or 405 and the answer to OPTIONS where the path has other methods. */
function answerUnknown(
  request: FastifyRequest,
  response: FastifyReply,
  routes: RouteTable,
  done: (error?: Error) => void,
): void {
  const allowed = routes.methodsOf(request.url.split('?', 1)[0] ?? '');
  const allow = allowed.join(', ');
  if (allowed.length === 0) done(noSuchPath);
  else if (request.method === 'OPTIONS') void response.status(204).header('allow', allow).send();
  else if (allowed.includes(request.method)) done(new Refusal('not-found'));
  else done(new RefusalWithHeaders('method-not-allowed', { allow }));
}

/** A caller who hangs up, and a socket that the system can't open, end nothing but themselves. */
function hearServer(server: Server): void {
  hearErrors(server).prependListener('request', (request, response) => {
    hearErrors(request);
    hearErrors(response);
  });
}

/** Security headers, the length of the URL, and unknown paths and methods: before a body is read. */
export function harden(server: FastifyInstance, routes: RouteTable, stopping: () => boolean): void {
  hearServer(server.server);
  server.addHook('onRequest', (request, response, done) => {
    void response.headers(securityHeaders);
    if (stopping()) void response.header('connection', 'close');
    if (request.url.length > urlAtMost) done(new Refusal('uri-too-long'));
    else if (lacksHost(request.raw)) done(noHost);
    else if (!request.is404) done();
    else answerUnknown(request, response, routes, done);
  });
  // An expectation that isn't known may be ignored (RFC 9110, 10.1.1); Node would answer an empty 417.
  server.server.on('checkExpectation', (request, response) => {
    server.server.emit('request', request, response);
  });
}
