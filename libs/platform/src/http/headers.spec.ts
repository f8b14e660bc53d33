import { defineOperation, Refusal } from '@kezek/contracts';
import fc from 'fast-check';
import { z } from 'zod';
import { formFor } from '../operation/accept';
import { faultsOf, inBody } from '../operation/faults';
import { idempotencyKeyOf, ifMatchOf } from '../operation/preconditions';
import { languageOf } from '../problem/problem';
import { jsonDepth } from './json-body';

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('Accept-Language', () => {
  it.each([
    [undefined, 'ru'],
    ['', 'ru'],
    ['kk-KZ,ru;q=0.8,en;q=0.7', 'kk'],
    ['en-US, kk;q=0.1', 'en'],
    ['de, fr', 'ru'],
    ['kk;q=0, en;q=0.2', 'en'],
    ['*', 'ru'],
    [';;;q=x', 'ru'],
  ])('%s means %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('Idempotency-Key', () => {
  it.each([
    ['abc-1', 'abc-1'],
    ['"abc-1"', 'abc-1'],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    [undefined, 'idempotency-key-missing'],
    ['  ', 'idempotency-key-missing'],
    ['""', 'invalid-request'],
    ['a b', 'invalid-request'],
    ['ключ', 'invalid-request'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), 'invalid-request'],
  ])('%s is read as %s', (header, expected) => {
    expect(codeOf(() => idempotencyKeyOf(header))).toBe(expected);
  });
});

describe('If-Match', () => {
  it.each([
    ['"7"', false, 7],
    ['W/"7"', true, 7],
    ['"x", "7"', true, 7],
    ['*', true, undefined],
    [undefined, false, undefined],
    [undefined, true, 'version-required'],
    ['"abc"', true, 'version-mismatch'],
    ['"0"', true, 'version-mismatch'],
    ['"07"', true, 'version-mismatch'],
    ['7', true, 'invalid-request'],
    ['"7', true, 'invalid-request'],
    ['"7", "8"', true, 'invalid-request'],
  ])('%s (required: %s) is read as %s', (header, required, expected) => {
    expect(codeOf(() => ifMatchOf(header, required))).toBe(expected);
  });
});

describe('Accept', () => {
  const offering = (...types: (string | undefined)[]) =>
    defineOperation({
      id: 'offer',
      service: 'gateway',
      method: 'get',
      path: '/offer',
      tag: 'x',
      summary: 'x',
      scope: 'public',
      success: types.map((contentType) => ({
        status: 200 as const,
        description: 'x',
        ...(contentType !== undefined && { contentType }),
      })),
      refusals: [],
    });

  it.each([
    [undefined, 'text/event-stream'],
    ['text/event-stream', 'text/event-stream'],
    ['text/*;q=0.2', 'text/event-stream'],
    ['application/json', undefined],
    ['text/event-stream;q=0, application/json', undefined],
    ['*/*, text/event-stream;q=0', undefined],
  ])('%s gets of a stream of events: %s', (header, expected) => {
    expect(formFor(header, offering('text/event-stream'))).toBe(expected);
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['TEXT/CSV; charset=utf-8', 'text/csv'],
    ['application/json;q=0.5, text/csv', 'text/csv'],
    ['text/csv;q=0.5, */*;q=0.1', 'text/csv'],
    ['text/*;q=0.9, */*;q=0.9', 'application/json'],
    ['application/xml', undefined],
  ])('%s gets of JSON and CSV: %s', (header, expected) => {
    expect(formFor(header, offering(undefined, 'text/csv; charset=utf-8'))).toBe(expected);
  });
});

describe('mistakes of a body', () => {
  const schema = z.strictObject({
    state: z.enum(['open', 'shut']),
    choice: z.union([
      z.strictObject({ phone: z.string(), code: z.int() }),
      z.strictObject({ mail: z.string() }),
    ]),
  });
  const faults = (value: unknown) => {
    const result = schema.safeParse(value, { reportInput: true });
    return result.success ? [] : faultsOf(result.error.issues, inBody).map((f) => `${f.pointer} ${f.code}`);
  };

  it('in a union are those of the variant that was meant', () => {
    expect(faults({ state: 'open', choice: { phone: '1', code: 'x' } })).toEqual(['/choice/code wrong-type']);
  });

  it('name values that are not allowed', () => {
    expect(faults({ state: 'ajar', choice: { mail: 'x' } })).toEqual(['/state not-allowed']);
  });

  it('name what is missing, also where only certain values are allowed', () => {
    expect(faults({ choice: { mail: 'x' } })).toEqual(['/state required']);
  });
});

describe('the depth of a JSON text', () => {
  it('is that of its value, whatever stands in its strings', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonDepth(JSON.stringify(value))).toBe(depthOf(JSON.parse(JSON.stringify(value))));
      }),
    );
    expect(jsonDepth(String.raw`{"a": "[[[\"[["}`)).toBe(1);
  });
});
