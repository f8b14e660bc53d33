import { Refusal, type RefusalCode, type RefusalDetails } from '@kezek/contracts';
import { HttpException } from '@nestjs/common';
import { databaseAway, lostRace } from '../database/errors';
import { isError } from '../telemetry/is-error';

const fastifyCodes: Partial<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-json',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
  FST_ERR_BAD_URL: 'invalid-request',
  FST_ERR_HANDLER_TIMEOUT: 'service-timeout',
};

const statuses: Partial<Record<number, RefusalCode>> = {
  400: 'invalid-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  413: 'payload-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  503: 'service-unavailable',
};

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;

const statusOf = (error: Error): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
};

// The client went away while it was sending: nobody reads the answer, but it is no fault of ours.
const cutOff = (error: Error): boolean => error.message === 'aborted' && codeOf(error) === 'ECONNRESET';

function known(error: Error): RefusalCode | undefined {
  if (cutOff(error)) return 'invalid-request';
  const named = fastifyCodes[codeOf(error) ?? ''];
  if (named !== undefined) return named;
  if (databaseAway(error) || lostRace(error)) return 'service-unavailable';
  return undefined;
}

const detailsOf = (error: Error): RefusalDetails =>
  codeOf(error) === 'FST_ERR_BAD_URL' ? { detail: 'An escape (%) of the path is broken.' } : {};

/**
 * The refusal that an error amounts to; undefined for a bug. Looks through wrappers (Nest's around Fastify's, TypeORM's
 * around pg's).
 */
export function refusalOf(error: unknown): Refusal | undefined {
  let last: RefusalCode | undefined;
  let at: unknown = error;
  for (let depth = 0; isError(at) && depth < 5; depth += 1) {
    if (at instanceof Refusal) return at;
    const code = known(at);
    if (code !== undefined) return new Refusal(code, detailsOf(at));
    last ??= statuses[statusOf(at) ?? 0];
    at = at.cause;
  }
  return last === undefined ? undefined : new Refusal(last);
}
