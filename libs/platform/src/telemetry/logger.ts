import type { LoggerService } from '@nestjs/common';
import { context, createContextKey } from '@opentelemetry/api';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { hearErrors } from './hear-errors';
import { isError } from './is-error';
import { currentTraceId } from './trace';

export type { Logger } from 'pino';

/** Where the id of the request is kept in the context. */
export const requestIdKey = createContextKey('kezek request id');

const secret = [
  'authorization',
  'idempotency-key',
  'idempotencyKey',
  'token',
  'access_token',
  'password',
  'secret',
  'cookie',
  'phone',
  'iin',
  'trackingToken',
];
const paths = secret.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

// Phones and IINs get into messages of the database ("Key (phone)=(…) already exists").
const masked = (text: string): string => text.replaceAll(/\+?\d{10,}/g, '[digits]');

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const isDescribed = (error: unknown): error is LoggedError =>
  typeof error === 'object' &&
  error !== null &&
  !isError(error) &&
  'type' in error &&
  'message' in error &&
  typeof error.message === 'string';

/** An error for the log: no parameters of statements, no rows, no numbers of persons. */
export function describeError(error: unknown, depth = 0): LoggedError {
  // The log's serializer meets what a caller has described already.
  if (isDescribed(error)) return error;
  if (!isError(error)) return { type: typeof error, message: masked(String(error)) };
  const cause = error.cause ?? ('driverError' in error ? error.driverError : undefined);
  return {
    type: error.name,
    message: masked(error.message),
    ...('code' in error && { code: error.code }),
    ...(error.stack !== undefined && { stack: masked(error.stack) }),
    ...(cause !== undefined && depth < 4 && { cause: describeError(cause, depth + 1) }),
  };
}

const mixin = () => {
  const requestId = context.active().getValue(requestIdKey);
  const traceId = currentTraceId();
  return { ...(traceId !== undefined && { traceId }), ...(requestId !== undefined && { requestId }) };
};

let root: Logger = pino({ level: 'silent' });
const children = new Map<string, Logger>();

export interface LogSettings {
  readonly service: string;
  readonly level: Level | 'silent';
  /** A stream or a file descriptor; standard output where absent. */
  readonly destination?: DestinationStream | number;
}

/** Lines that wait for a disk that is full or an output that is stuck; later ones are lost. */
const waitingBytesAtMost = 4 * 1024 * 1024;

/** What can't be logged stops no work. */
const outputTo = (fd: number): DestinationStream =>
  hearErrors(pino.destination({ dest: fd, maxLength: waitingBytesAtMost }));

/** Until this is called nothing is logged: once at the start of a process. */
export function startLogging({ service, level, destination = 1 }: LogSettings): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
    mixin,
  };
  root = pino(options, typeof destination === 'number' ? outputTo(destination) : destination);
  children.clear();
  return root;
}

/** The log of a part of the process, e.g. `logger('outbox')`; take it when you log, not when a module loads. */
export const logger = (component?: string): Logger => {
  if (component === undefined) return root;
  const known = children.get(component) ?? root.child({ component });
  children.set(component, known);
  return known;
};

let access: { readonly of: Logger; readonly log: Logger } | undefined;

/** For one line a request; its fields are fixed and harmless, so nothing is searched for secrets. */
export const accessLog = (): Logger => {
  if (access?.of !== root) access = { of: root, log: root.child({ component: 'access' }, { redact: [] }) };
  return access.log;
};

const levels = {
  log: 'debug',
  error: 'error',
  warn: 'warn',
  debug: 'debug',
  verbose: 'trace',
  fatal: 'fatal',
} as const;

/** Nest's own words in our log; what it tells at start is for debugging. */
export class NestLogger implements LoggerService {
  #write(level: keyof typeof levels, message: unknown, rest: unknown[]): void {
    const component = typeof rest.at(-1) === 'string' ? String(rest.at(-1)) : 'nest';
    const line = message instanceof Error ? { err: message, component } : { component };
    root[levels[level]](line, message instanceof Error ? masked(message.message) : masked(String(message)));
  }
  log(message: unknown, ...rest: unknown[]): void {
    this.#write('log', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('verbose', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }
}
