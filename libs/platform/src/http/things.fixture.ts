import {
  defineOperation,
  type InputOf,
  type OperationDefinition,
  type Principal,
  Refusal,
  version,
  words,
} from '@kezek/contracts';
import { Controller, Module } from '@nestjs/common';
import { connect } from 'node:net';
import { Pool } from 'pg';
import { z } from 'zod';
import { localIssuer } from '../auth/local-issuer.fixture';
import { Caller, Form, Input, Operation } from '../operation/operation.decorator';
import { reply } from '../operation/reply';
import { createApp } from './create-app';

const base = { service: 'queue', tag: 'Things', refusals: [] } as const;
const office = z.strictObject({ office: z.string().max(40) });
const thing = z.object({ name: words(20), size: z.int().min(1), tags: z.array(z.string()).optional() });
const stored = z.object({ ...thing.shape, version });

const putThing = defineOperation({
  ...base,
  id: 'putThing',
  summary: 'Put a thing',
  method: 'put',
  path: '/offices/{office}/thing',
  scope: 'queue:admin',
  office: 'office',
  params: office,
  body: z.strictObject({ ...thing.shape, nested: z.strictObject({ deep: z.string() }).optional() }),
  idempotencyKey: true,
  ifMatch: 'optional',
  success: [
    { status: 200, description: 'Changed', body: stored, etag: true },
    { status: 201, description: 'New', body: stored, etag: true },
  ],
});
export const listThings = defineOperation({
  ...base,
  id: 'listThings',
  summary: 'List',
  method: 'get',
  path: '/things',
  scope: 'public',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    q: words(10).optional(),
    after: z.string().optional(),
  }),
  success: [
    {
      status: 200,
      description: 'The list',
      body: z.object({ limit: z.int(), q: z.string().optional(), next: z.string().optional() }),
    },
    { status: 200, description: 'The list as a table', contentType: 'text/csv; charset=utf-8' },
  ],
});
const removeThing = defineOperation({
  ...base,
  id: 'removeThing',
  summary: 'Remove',
  method: 'delete',
  path: '/offices/{office}/thing',
  scope: 'queue:admin',
  office: 'office',
  params: office,
  ifMatch: 'required',
  success: [{ status: 204, description: 'Gone' }],
});
const failThing = defineOperation({
  ...base,
  id: 'failThing',
  summary: 'Fail',
  method: 'post',
  path: '/fail/{how}',
  scope: 'public',
  params: z.strictObject({ how: z.string() }),
  success: [{ status: 200, description: 'Never', body: z.object({ safe: z.string() }) }],
});
export const thingOperations: OperationDefinition[] = [putThing, listThings, removeThing, failThing];

const failures: Record<string, () => unknown> = {
  refusal: () => {
    throw new Refusal('ticket-wrong-state', {
      state: 'called',
      actions: ['start'],
      extra: { opensAt: '2026-03-10T04:00:00.000Z' },
    });
  },
  bug: () => {
    throw new Error('secret table layout');
  },
  database: async () => {
    // Nothing listens on port 1.
    const pool = new Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 2000 });
    await pool.query('select 1').finally(() => pool.end());
  },
  mismatch: () => ({ safe: 42 }),
  leak: () => ({ safe: 'yes', inner: 'hidden' }),
};

@Controller()
class ThingController {
  @Operation(putThing)
  put(@Input() input: InputOf<typeof putThing>, @Caller() caller: Principal) {
    const { nested, ...body } = input.body;
    const tags = [nested?.deep ?? '-', input.idempotencyKey, caller.subject, String(input.ifMatch)];
    const answer = { ...body, tags, version: 7 };
    return input.body.size > 1 ? answer : reply(201, answer, { headers: { location: '/v1/here' } });
  }

  @Operation(listThings)
  list(@Input() input: InputOf<typeof listThings>, @Form() form: string) {
    const { limit, q } = input.query;
    if (form === 'text/csv') return reply(200, `limit\r\n${String(limit)}\r\n`);
    return { limit, ...(q !== undefined && { q }), ...(limit === 1 && { next: 'b&c' }) };
  }

  @Operation(removeThing)
  remove(): undefined {
    return undefined;
  }

  @Operation(failThing)
  fail(@Input() input: InputOf<typeof failThing>) {
    return failures[input.params.how]?.() as { safe: string };
  }
}

@Module({ controllers: [ThingController] })
export class ThingModule {}

/** What a problem document must be, for `toMatchObject`. */
export const problem = (status: number, code: string, more: Record<string, unknown> = {}) => ({
  status,
  body: expect.objectContaining({
    type: `https://kezek.kz/problems/${code}`,
    title: expect.any(String) as string,
    status,
    code,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    ...more,
  }) as unknown,
});

/** Sends bytes as they are; resolves to everything that came back until the server closed. */
export const sendRaw = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });

const callAt = async (url: string, init: RequestInit) => {
  const response = await fetch(url, init);
  const text = await response.text();
  const parsed = response.headers.get('content-type')?.includes('json') === true && text !== '';
  const json = parsed ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  return { status: response.status, headers: response.headers, body: json, text };
};

/** A small service with one operation of each kind, on a port of its own, with an issuer and a stranger to it. */
export async function serveThings() {
  const issuer = await localIssuer();
  const stranger = await localIssuer();
  const app = await createApp(ThingModule, {
    service: 'queue',
    identity: issuer.settings,
    operations: thingOperations,
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const admin = () => issuer.token({ scope: 'queue:admin', offices: ['ALM-TRK'] });
  const call = (path: string, init: RequestInit = {}) => callAt(`${url}${path}`, init);
  return {
    issuer,
    stranger,
    admin,
    server: app.getHttpServer(),
    call,
    raw: (text: string) => sendRaw(url, text),
    put: async (body: unknown, headers: Record<string, string> = {}) =>
      call('/v1/offices/ALM-TRK/thing', {
        method: 'PUT',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: {
          authorization: `Bearer ${await admin()}`,
          'content-type': 'application/json',
          'idempotency-key': 'k-1',
          ...headers,
        },
      }),
    close: async () => {
      await app.close();
      await issuer.close();
      await stranger.close();
    },
  };
}
export type Things = Awaited<ReturnType<typeof serveThings>>;
