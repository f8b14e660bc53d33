import { addresses, waitFor } from '@kezek/testing';
import { randomUUID } from 'node:crypto';
import { problemIn, type ServedGateway, serveGateway } from '../testing/gateway.fixture';
import { Line } from '../testing/line';

/** Redis as two gateways reach it, over a line that can be cut or fall silent. */
let line: Line;
let gateways: ServedGateway[];

beforeAll(async () => {
  line = await Line.to(addresses.redisUrl());
  gateways = await Promise.all(
    [1, 2].map(() =>
      serveGateway({ REDIS_URL: line.url, RATE_LIMIT_CLIENT: '10/60', RATE_LIMIT_OFFICE: 'off' }),
    ),
  );
  await allSay(true);
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await line.close();
});

interface Ready {
  readonly ok: boolean;
  readonly information: { readonly redis: { readonly ok: boolean } };
}

async function readiness({ serving }: ServedGateway): Promise<Ready & { status: number }> {
  const answer = await fetch(`http://127.0.0.1:${String(serving.opsPort)}/health/ready`);
  return { status: answer.status, ...((await answer.json()) as Ready) };
}

const allSay = (here: boolean) =>
  waitFor(
    async () => {
      const all = await Promise.all(gateways.map(readiness));
      return all.every(({ information }) => information.redis.ok === here);
    },
    `every gateway says that Redis is ${here ? 'here' : 'away'}`,
  );

/** A client that nobody else is; what the gateways answer it, in turn. */
async function client() {
  const sub = randomUUID();
  const headers = await Promise.all(
    gateways.map(({ issuer }) => issuer.headers({ sub, scopes: ['queue:read'] })),
  );
  let turn = 0;
  const ask = () => {
    const index = turn % gateways.length;
    turn += 1;
    return fetch(`${gateways[index]?.origin ?? ''}/v1/offices/ALM-TRK/tickets`, {
      headers: headers[index] ?? {},
    });
  };
  return {
    ask,
    statuses: async (calls: number) => {
      const all: number[] = [];
      for (let call = 0; call < calls; call += 1) all.push((await ask()).status);
      return all;
    },
  };
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);

describe('two gateways', () => {
  it('count a client together', async () => {
    const { statuses, ask } = await client();
    expect(await statuses(12)).toEqual([...times(10, 200), ...times(2, 429)]);
    const refused = await ask();
    expect(await problemIn(refused)).toMatchObject({
      code: 'quota-exceeded',
      'violated-policies': ['client'],
    });
  });

  it('count each by itself while Redis is away, as strictly, and together again afterwards', async () => {
    const before = await client();
    expect(await before.statuses(4)).toEqual(times(4, 200));
    line.cut();
    await allSay(false);
    const [ready] = await Promise.all(gateways.map(readiness));
    expect(ready).toMatchObject({ status: 200, ok: true });
    const during = await client();
    expect(await during.statuses(24)).toEqual([...times(20, 200), ...times(4, 429)]);
    line.mend();
    await allSay(true);
    // What was counted meanwhile stops nobody, and what Redis knows still holds.
    expect(await during.statuses(12)).toEqual([...times(10, 200), ...times(2, 429)]);
    expect(await before.statuses(8)).toEqual([...times(6, 200), ...times(2, 429)]);
  });

  it('answer everybody while Redis is silent, and soon wait for it no more', async () => {
    line.hush();
    const desks = await Promise.all(Array.from({ length: 10 }, client));
    expect(await Promise.all(desks.map(({ statuses }) => statuses(4)))).toEqual(
      desks.map(() => times(4, 200)),
    );
    await allSay(false);
    line.mend();
    await allSay(true);
    const { statuses } = await client();
    expect(await statuses(11)).toEqual([...times(10, 200), 429]);
  });
});
