import {
  commonRefusals,
  type OperationDefinition,
  problem,
  type RefusalCode,
  refusals,
  type Success,
} from '@kezek/contracts';
import { typeOf } from '../operation/accept';
import type { Json, SchemaCollection } from './schemas';

const text = (description: string): Json => ({ description, schema: { type: 'string' } });
const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };

/** Headers that more than one answer carries. */
export const commonHeaders = {
  RequestId: text('The id of the request: the caller’s own, where it sent a usable one.'),
  ETag: text('The version, in quotes: for `If-Match`.'),
  Replayed: text('`true`: the stored answer of an earlier request with the same key.'),
  RetryAfter: text('Seconds to wait before the request is repeated.'),
  Challenge: text('Why the token does not do (RFC 6750).'),
  Allow: text('The methods that the path has.'),
};

const headersOf: Partial<Record<number, Json>> = {
  401: { 'WWW-Authenticate': { $ref: '#/components/headers/Challenge' } },
  403: { 'WWW-Authenticate': { $ref: '#/components/headers/Challenge' } },
  405: { Allow: { $ref: '#/components/headers/Allow' } },
  429: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
  503: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
};

/** Every code that a call can be refused with: its own, everybody's, and those that its guard and headers bring. */
export function refusalsOf(operation: OperationDefinition): RefusalCode[] {
  const { scope, devicesOnly, idempotencyKey, ifMatch } = operation;
  const codes: RefusalCode[] = [
    ...operation.refusals,
    ...commonRefusals,
    'internal-error',
    ...(scope === 'public' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(devicesOnly ? (['devices-only'] as const) : []),
    ...(idempotencyKey
      ? (['idempotency-key-missing', 'idempotency-key-reused', 'request-in-progress'] as const)
      : []),
    ...(ifMatch ? (['version-mismatch'] as const) : []),
    ...(ifMatch && ifMatch !== 'optional' ? (['version-required'] as const) : []),
  ];
  return [...new Set(codes)];
}

const line = (code: RefusalCode): string =>
  `- \`${code}\`: ${refusals[code].title.en}. ${refusals[code].meaning}`;

const problemResponse = (status: number, codes: readonly RefusalCode[], schema: Json): Json => ({
  description: codes.map(line).join('\n'),
  headers: { ...requestId, ...headersOf[status] },
  content: { 'application/problem+json': { schema } },
});

const byStatus = (codes: readonly RefusalCode[]): Map<number, RefusalCode[]> => {
  const groups = new Map<number, RefusalCode[]>();
  for (const code of codes) {
    const { status } = refusals[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
};

function contentOf(success: Success, schemas: SchemaCollection): Json | undefined {
  const { body, contentType } = success;
  if (body === undefined && contentType === undefined) return undefined;
  const schema = body === undefined ? { type: 'string' } : schemas.add(body, 'output');
  return { [typeOf(success)]: { schema } };
}

const success = ({ description, etag }: Success, replayable: boolean, content: Json | undefined): Json => ({
  description,
  headers: {
    ...requestId,
    ...(etag && { ETag: { $ref: '#/components/headers/ETag' } }),
    ...(replayable && { 'Idempotency-Replayed': { $ref: '#/components/headers/Replayed' } }),
  },
  ...(content && { content }),
});

/** One answer for each status; the forms of one status stand side by side. */
function successesOf(operation: OperationDefinition, schemas: SchemaCollection): [number, Json][] {
  const answers = new Map<number, Json>();
  for (const one of operation.success) {
    const told = answers.get(one.status)?.['content'] as Json | undefined;
    const content = contentOf(one, schemas);
    const forms = told ? { ...told, ...content } : content;
    answers.set(one.status, success(one, operation.idempotencyKey === true, forms));
  }
  return [...answers];
}

/** Every status that a call can answer with, refusals grouped by theirs. */
export function responsesOf(operation: OperationDefinition, schemas: SchemaCollection): Json {
  const schema = schemas.add(problem, 'output');
  const successes = successesOf(operation, schemas);
  const problems = [...byStatus(refusalsOf(operation))].map(
    ([status, codes]) => [status, problemResponse(status, codes, schema)] as const,
  );
  return Object.fromEntries([...successes, ...problems]);
}
