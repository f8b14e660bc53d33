import { bodyExamples, defineOperation, operations, refusals } from '@kezek/contracts';
import { Ajv2020 } from 'ajv/dist/2020';
import { z } from 'zod';
import { openApiDocument } from './document';

const tag = z.strictObject({ code: z.string(), weight: z.int().default(1) }).meta({ id: 'SpecTag' });
const same = z.strictObject({ kk: z.string() }).meta({ id: 'SpecSame' });
const holder = z.object({ tags: z.array(tag), same }).meta({ id: 'SpecHolder' });
const change = defineOperation({
  id: 'change',
  service: 'queue',
  method: 'patch',
  path: '/holders/{holder}',
  tag: 'Holders',
  summary: 'Change it',
  scope: 'queue:admin',
  params: z.object({ holder: z.string() }),
  query: z.object({ dry: z.stringbool().default(false), note: z.string().optional(), day: z.iso.date() }),
  body: holder,
  idempotencyKey: true,
  ifMatch: 'required',
  success: [
    { status: 200, description: 'Changed', body: holder, etag: true },
    { status: 200, description: 'Changed', contentType: 'text/csv; charset=utf-8', etag: true },
    { status: 204, description: 'The same' },
  ],
  refusals: ['office-closed'],
});

type Tree = Record<string, unknown>;
const at = (document: unknown, ...path: string[]): Tree =>
  path.reduce<unknown>((node, key) => (node as Tree)[key], document) as Tree;

const references = (document: unknown): string[] =>
  [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');

describe('the document of a call', () => {
  const document = openApiDocument([change], { title: 'Spec', tokenUrl: 'https://id.example.kz/token' });
  const call = at(document, 'paths', '/v1/holders/{holder}', 'patch');

  it('tells its parameters, and which of them are required', () => {
    const parameters = call['parameters'] as Tree[];
    expect(parameters.map((p) => [p['name'] ?? p['$ref'], p['in'], p['required']])).toEqual([
      ['holder', 'path', true],
      ['dry', 'query', false],
      ['note', 'query', false],
      ['day', 'query', true],
      ['#/components/parameters/IdempotencyKey', undefined, undefined],
      ['#/components/parameters/IfMatchRequired', undefined, undefined],
    ]);
  });

  it('tells every status it can answer with, and the codes of each', () => {
    const responses = call['responses'] as Tree;
    expect(Object.keys(responses)).toEqual(
      '200 204 400 401 403 404 405 406 408 409 412 413 414 415 422 428 429 431 500 503 504'.split(' '),
    );
    expect(at(responses, '409')['description']).toMatch(/`office-closed`[^]*`request-in-progress`/);
    expect(at(responses, '200', 'headers')).toHaveProperty('ETag');
    expect(at(responses, '200', 'content', 'text/csv')).toEqual({ schema: { type: 'string' } });
    expect(at(responses, '200', 'content', 'application/json')).toHaveProperty('schema');
    expect(at(responses, '204')).not.toHaveProperty('content');
  });

  it('keeps the written form apart only where it differs from the read one', () => {
    const schemas = at(document, 'components', 'schemas');
    expect(Object.keys(schemas)).toEqual([
      'Fault',
      'Problem',
      'SpecHolder',
      'SpecHolderInput',
      'SpecSame',
      'SpecTag',
      'SpecTagInput',
    ]);
    expect(at(schemas, 'SpecTag')['required']).toEqual(['code', 'weight']);
    expect(at(schemas, 'SpecTagInput')['required']).toEqual(['code']);
    expect(at(schemas, 'SpecHolderInput', 'properties', 'tags', 'items')['$ref']).toMatch(/SpecTagInput$/);
  });

  it('tells the scope in the security and beside it', () => {
    expect(call).toMatchObject({
      'x-kezek-scope': 'queue:admin',
      security: [{ oauth2: ['queue:admin'] }, { bearer: [] }],
    });
  });
});

describe('the document of the whole system', () => {
  const document = openApiDocument(operations, { title: 'Kezek' });

  it('has every call once, and none that may be called without saying by whom', () => {
    const calls = Object.values(document.paths).flatMap((path) => Object.values(path) as Tree[]);
    expect(calls.map((call) => call['operationId']).sort()).toEqual(operations.map(({ id }) => id).sort());
    expect(calls.every((call) => typeof call['x-kezek-scope'] === 'string')).toBe(true);
  });

  it('shows for each call a body that the call takes, where it needs one', () => {
    const shown = operations.filter(({ id }) => bodyExamples[id] !== undefined);
    expect(Object.keys(bodyExamples).sort()).toEqual(shown.map(({ id }) => id).sort());
    for (const { id, body } of operations) {
      if (bodyExamples[id] !== undefined)
        expect([id, body?.safeParse(bodyExamples[id]).error]).toEqual([id, undefined]);
      else expect([id, body?.safeParse(undefined).success ?? true]).toEqual([id, true]);
    }
    const issue = at(document, 'paths', '/v1/offices/{office}/tickets', 'post');
    expect(at(issue, 'requestBody', 'content', 'application/json')['example']).toEqual(
      bodyExamples['issueTicket'],
    );
  });

  it.each([
    { schema: 'Ticket', fields: ['number', 'businessDay', 'dueAt', 'position', 'actions'] },
    { schema: 'IssuedTicket', fields: ['trackingToken'] },
    { schema: 'CounterSession', fields: ['operator', 'leaseUntil', 'ticket'] },
    { schema: 'OfficeService', fields: ['prefix', 'expectedMinutes', 'earlierTargets', 'resources'] },
  ])('explains what the names of $schema do not', ({ schema, fields }) => {
    const properties = at(document, 'components', 'schemas', schema, 'properties');
    const explained = fields.filter((field) => typeof at(properties, field)['description'] === 'string');
    expect(explained).toEqual(fields);
  });

  it('refers to nothing that is not there', () => {
    const found = references(document).map((reference) => reference.slice(2).split('/'));
    expect(found.length).toBeGreaterThan(50);
    for (const path of found) expect(at(document, ...path)).toBeDefined();
  });

  it('has schemas that a validator of JSON Schema 2020-12 takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'https://kezek.kz/openapi.json');
    for (const id of Object.keys(at(document, 'components', 'schemas')))
      expect(ajv.getSchema(`https://kezek.kz/openapi.json#/components/schemas/${id}`)).toBeInstanceOf(
        Function,
      );
  });

  it('names only refusals that exist', () => {
    const named = [...JSON.stringify(document).matchAll(/- `([a-z-]+)`: /g)].map((match) => match[1] ?? '');
    expect(new Set(named).size).toBeGreaterThan(20);
    for (const code of named) expect(Object.keys(refusals)).toContain(code);
  });

  it('is the same each time', () => {
    expect(JSON.stringify(openApiDocument(operations, { title: 'Kezek' }))).toBe(JSON.stringify(document));
  });
});
