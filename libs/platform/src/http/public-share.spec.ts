import { defineOperation } from '@kezek/contracts';
import { Controller, Module } from '@nestjs/common';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { localIssuer, type LocalIssuer } from '../auth/local-issuer.fixture';
import { metrics } from '../telemetry/metrics';
import { createApp } from './create-app';
import { Operation } from '../operation/operation.decorator';

const base = { service: 'queue', method: 'get', tag: 'Places', summary: 'Wait', refusals: [] } as const;
const success = [{ status: 200, description: 'At last', body: z.object({ done: z.boolean() }) }] as const;
const open = defineOperation({ ...base, id: 'open', path: '/open', scope: 'public', success });
const guarded = defineOperation({ ...base, id: 'guarded', path: '/guarded', scope: 'queue:read', success });

/** Who is inside, to be let go one by one. */
const inside: (() => void)[] = [];
const stay = () =>
  new Promise<{ done: boolean }>((resolve) => {
    inside.push(() => {
      resolve({ done: true });
    });
  });

@Controller()
class PlacesController {
  @Operation(open)
  open(): Promise<{ done: boolean }> {
    return stay();
  }
  @Operation(guarded)
  guarded(): Promise<{ done: boolean }> {
    return stay();
  }
}

@Module({ controllers: [PlacesController] })
class PlacesModule {}

let issuer: LocalIssuer;
let app: Awaited<ReturnType<typeof createApp>>;
beforeAll(async () => {
  issuer = await localIssuer();
  app = await createApp(PlacesModule, {
    service: 'queue',
    identity: issuer.settings,
    operations: [open, guarded],
    publicPlaces: 2,
  });
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app.close();
  await issuer.close();
});

async function call(path: string, token?: string): Promise<{ status: number; body: unknown }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${await app.getUrl()}/v1/${path}`, { headers });
  return { status: answer.status, body: await answer.json() };
}

async function insideAre(count: number): Promise<void> {
  while (inside.length < count) await turn();
}
async function waitingAre(count: number): Promise<void> {
  for (;;) {
    const measured = await metrics.getSingleMetric('kezek_bulkhead_waiting')?.get();
    if (measured?.values[0]?.value === count) return;
    await turn();
  }
}
const letOut = (count: number) => {
  for (const out of inside.splice(0, count)) out();
};

describe('the share of the public', () => {
  it('holds back who has no token, and nobody else', async () => {
    const crowd = [call('open'), call('open'), call('open'), call('open', 'x.y.z')];
    await waitingAre(2);
    expect(inside).toHaveLength(2);
    const token = await issuer.token({ scope: 'queue:read' });
    const desk = [call('guarded', token), call('open', token), call('guarded', token)];
    await insideAre(5);
    letOut(5);
    expect((await Promise.all(desk)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await insideAre(2);
    letOut(2);
    expect((await Promise.all(crowd)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('refuses who has waited too long', async () => {
    const crowd = [call('open'), call('open')];
    await insideAre(2);
    expect(await call('open')).toMatchObject({ status: 503, body: { code: 'temporary-reduced-capacity' } });
    letOut(2);
    await Promise.all(crowd);
  });

  it('takes back the place of who hangs up while waiting', async () => {
    const crowd = [call('open'), call('open')];
    await insideAre(2);
    const gone = new AbortController();
    const waiting = fetch(`${await app.getUrl()}/v1/open`, { signal: gone.signal }).catch(() => undefined);
    await waitingAre(1);
    gone.abort();
    await waiting;
    await waitingAre(0);
    letOut(2);
    await Promise.all(crowd);
    const next = [call('open'), call('open')];
    await insideAre(2);
    letOut(2);
    expect((await Promise.all(next)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
