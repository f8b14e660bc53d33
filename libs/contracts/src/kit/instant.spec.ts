import { z } from 'zod';
import { chosenInstant, events, instant, operations } from '..';
import { bodyExamples } from '../examples';

type Json = Readonly<Record<string, unknown>>;

/** Every part of a JSON Schema, with its place. */
function partsOf(schema: unknown, place: string): [place: string, part: Json][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([key, value]) => partsOf(value, `${place}/${key}`));
  return [[place, schema as Json], ...inner];
}

const jsonOf = (schema: z.ZodType, io: 'input' | 'output'): unknown =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' });
const { $schema: _dialect, ...form } = jsonOf(instant, 'output') as Json;

const told: [name: string, z.ZodType][] = [
  ...operations.flatMap(({ id, success }) =>
    success.flatMap(({ status, body }): [string, z.ZodType][] =>
      body === undefined ? [] : [[`${id} ${String(status)}`, body]],
    ),
  ),
  ...events.map(({ type, data }): [string, z.ZodType] => [type, data]),
];
const taken = operations.flatMap(({ id, params, query, body }): [string, z.ZodType][] =>
  [params, query, body].flatMap((part): [string, z.ZodType][] => (part === undefined ? [] : [[id, part]])),
);

/** Named as instants are: `issuedAt`, `leaseUntil`, `notBefore`, `since`, `at`. */
const soundsLikeOne = /\/properties\/(\w+(At|Until|Before)|at|since)$/;
const isText = ({ type }: Json): boolean => type === 'string';

describe('an instant', () => {
  it.each([
    ['2026-03-02T09:00:00+05:00', '2026-03-02T04:00:00.000Z'],
    ['2026-03-02T04:00:00Z', '2026-03-02T04:00:00.000Z'],
    ['2026-03-02T04:00:00.1239Z', '2026-03-02T04:00:00.123Z'],
    ['2024-02-29T23:30:00.5+06:00', '2024-02-29T17:30:00.500Z'],
    ['2026-03-02T04:00:00.000Z', '2026-03-02T04:00:00.000Z'],
  ])('%s is taken, and told as %s', (given, said) => {
    expect(instant.parse(given)).toBe(said);
    expect(instant.out.parse(said)).toBe(said);
  });

  it.each(['2026-03-02T09:00:00+05:00', '2026-03-02T04:00:00Z', '2026-03-02T04:00:00.1234Z'])(
    '%s is not how it is told',
    (given) => {
      expect(instant.out.safeParse(given).success).toBe(false);
    },
  );

  it.each(['2026-03-02', '2026-03-02T09:00:00', '2026-03-02 09:00:00Z', 'now', ''])('%p is none', (given) => {
    expect(instant.safeParse(given).success).toBe(false);
  });
});

describe('an instant that others choose', () => {
  it.each(['0002-01-01T00:00:00Z', '2026-03-02T09:00:00+05:00', '9998-12-31T23:59:59.999Z'])(
    '%s may be',
    (given) => {
      expect(chosenInstant.parse(given)).toBe(instant.parse(given));
    },
  );

  it.each(['0001-12-31T23:59:59Z', '0002-01-01T00:00:00+00:01', '9999-01-01T00:00:00Z'])(
    '%s may not: what follows from it may lie in no year that can be told',
    (given) => {
      expect(chosenInstant.safeParse(given).success).toBe(false);
      expect(instant.safeParse(given).success).toBe(true);
    },
  );
});

describe('in everything that is told', () => {
  const parts = told.flatMap(([name, schema]) => partsOf(jsonOf(schema, 'output'), name));

  it('an instant has this form and no other, in answers and events', () => {
    const found = parts.filter(([, { format }]) => format === 'date-time');
    expect(found.length).toBeGreaterThan(50);
    const others = found.filter(
      ([, { format, pattern }]) => format !== form['format'] || pattern !== form['pattern'],
    );
    expect(others.map(([place]) => place)).toEqual([]);
  });

  it('what is named like an instant is one', () => {
    const others = parts.filter(
      ([place, part]) => soundsLikeOne.test(place) && isText(part) && part['format'] !== 'date-time',
    );
    const nameOf = (place: string) => place.slice(place.lastIndexOf('/') + 1);
    // Times on the office's own clock: of its business day, and of a session that comes again.
    const ofTemplates = others.filter(([place]) => /^(putTemplate|listTemplates)\b/.test(place));
    expect([...new Set(ofTemplates.map(([place]) => nameOf(place)))]).toEqual(['startsAt', 'endsAt']);
    const rest = others.filter((one) => !ofTemplates.includes(one));
    expect([...new Set(rest.map(([place]) => nameOf(place)))]).toEqual(['businessDayStartsAt']);
  });
});

it('whoever says one may say it with any offset', () => {
  const parts = taken.flatMap(([name, schema]) => partsOf(jsonOf(schema, 'input'), name));
  const found = parts.filter(([, { format }]) => format === 'date-time');
  expect(found.length).toBeGreaterThan(3);
  for (const [, { pattern }] of found)
    expect('2026-03-02T09:00:00+05:00').toMatch(new RegExp(String(pattern)));
});

it('the examples say them as the answers do', () => {
  const examples = [bodyExamples, ...events.map(({ example }) => example)];
  const said = [...JSON.stringify(examples).matchAll(/"(\d{4}-\d\d-\d\dT[^"]*)"/g)].map(([, text]) => text);
  expect(said.length).toBeGreaterThan(5);
  expect(said.filter((text) => !instant.out.safeParse(text).success)).toEqual([]);
});
