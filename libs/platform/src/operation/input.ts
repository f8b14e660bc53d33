import { type Fault, type InputOf, type OperationDefinition, Refusal } from '@kezek/contracts';
import { z } from 'zod';
import { faultsOf, inBody, inPath, inQuery, type Place } from './faults';
import { idempotencyKeyOf, ifMatchOf } from './preconditions';

/** The parts of a request that an operation's schemas judge. */
export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const none = z.strictObject({});
const atMost = 50;

// Strict whatever the contract says: a misspelt filter that is ignored answers another question.
const strict = new WeakMap<z.ZodObject, z.ZodObject>();
const strictOf = (schema: z.ZodObject | undefined): z.ZodObject => {
  if (schema === undefined) return none;
  const known = strict.get(schema) ?? schema.strict();
  strict.set(schema, known);
  return known;
};

const nulByte = (value: unknown): boolean =>
  typeof value === 'string' ? value.includes('\0') : Array.isArray(value) && value.some(nulByte);

function parsed(schema: z.ZodType, value: unknown, place: Place, faults: Fault[]): unknown {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  faults.push(...faultsOf(result.error.issues, place));
  return undefined;
}

function flat(schema: z.ZodObject | undefined, value: unknown, place: Place, faults: Fault[]): unknown {
  const given = (value ?? {}) as Record<string, unknown>;
  // PostgreSQL cannot hold U+0000; no schema needs to remember that.
  for (const [name, item] of Object.entries(given))
    if (nulByte(item)) faults.push({ pointer: place([name]), code: 'wrong-format', detail: 'U+0000' });
  // No call takes a name twice: which of the two is meant is not ours to guess.
  for (const [name, item] of Object.entries(given))
    if (Array.isArray(item))
      faults.push({ pointer: place([name]), code: 'repeated', detail: 'given more than once' });
  const once = Object.entries(given).map(([name, item]): [string, unknown] => [
    name,
    Array.isArray(item) ? item[0] : item,
  ]);
  return parsed(strictOf(schema), Object.fromEntries(once), place, faults);
}

function bodyOf(operation: OperationDefinition, body: unknown, faults: Fault[]): unknown {
  if (operation.body !== undefined) return parsed(operation.body, body, inBody, faults);
  // Clients send `{}` where nothing is to be said; anything more would be ignored, so it is refused.
  if (body !== undefined && body !== null) parsed(none, body, inBody, faults);
  return undefined;
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;

/** @throws {Refusal} `invalid-request` naming every mistake, or what the headers lack. */
export function readInput<O extends OperationDefinition>(operation: O, request: RequestParts): InputOf<O> {
  const faults: Fault[] = [];
  const params = flat(operation.params, request.params, inPath, faults);
  const query = flat(operation.query, request.query, inQuery, faults);
  const body = bodyOf(operation, request.body, faults);
  if (faults.length > 0) throw new Refusal('invalid-request', { errors: faults.slice(0, atMost) });
  return {
    params,
    query,
    body,
    idempotencyKey: operation.idempotencyKey
      ? idempotencyKeyOf(single(request.headers['idempotency-key']))
      : undefined,
    ifMatch: operation.ifMatch
      ? ifMatchOf(single(request.headers['if-match']), operation.ifMatch === 'required')
      : undefined,
  } as InputOf<O>;
}
