import { problemIn, type ServedGateway, useGateway } from '../testing/gateway.fixture';

const track = '/v1/track/AAAAAAAAAAAAAAAAAAAAAA';
let addresses = 0;
/** Somebody nobody else is. */
const anAddress = () => `198.51.100.${String((addresses += 1))}`;

const get = (gateway: ServedGateway, path: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.origin}${path}`, { headers });

/** The statuses of so many calls, one after the other. */
async function statuses(count: number, call: () => Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let number = 0; number < count; number += 1) all.push((await call()).status);
  return all;
}

// Nobody is there for Redis: this is how every gateway limits while Redis is away.
describe('a gateway behind a proxy', () => {
  const gateway = useGateway({
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
    RATE_LIMIT_CLIENT: '6/60',
    RATE_LIMIT_OFFICE: '7/60',
    RATE_LIMIT_ISSUING: '2/60',
    RATE_LIMIT_ADDRESS: '4/60',
    RATE_LIMIT_TRACKING: '2/60',
    RATE_LIMIT_LINKS: '1/60',
  });
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const client = (subject: string, offices = ['*']) =>
    gateway.issuer.headers({ sub: subject, scopes: ['queue:read', 'queue:issue'], offices });

  it('tells what is left, and refuses what is beyond it until then', async () => {
    const headers = from(anAddress());
    const first = await get(gateway, '/v1/offices', headers);
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=4;w=60');
    expect(first.headers.get('ratelimit')).toBe('"address";r=3;t=60');
    expect(await statuses(3, () => get(gateway, '/v1/offices', headers))).toEqual([200, 200, 200]);
    gateway.owner.seen.length = 0;
    const beyond = await get(gateway, '/v1/offices', { ...headers, 'accept-language': 'kk' });
    expect([beyond.status, beyond.headers.get('content-language')]).toEqual([429, 'kk']);
    expect(beyond.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/);
    const seconds = Number(beyond.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await problemIn(beyond)).toMatchObject({
      code: 'quota-exceeded',
      'violated-policies': ['address'],
    });
    expect(gateway.owner.seen).toEqual([]);
  });

  it('counts each address by itself, as the proxy tells it and not as the caller does', async () => {
    const [one, other] = [anAddress(), anAddress()];
    const sly = () => get(gateway, '/v1/offices', from(`${anAddress()}, ${one}`));
    expect(await statuses(5, sly)).toEqual([200, 200, 200, 200, 429]);
    expect(await statuses(1, () => get(gateway, '/v1/offices', from(other)))).toEqual([200]);
  });

  it('counts who has no good token by the address', async () => {
    const headers = { ...from(anAddress()), authorization: 'Bearer x.y.z' };
    const call = () => get(gateway, '/v1/offices/ALM-TRK/tickets', headers);
    expect(await statuses(5, call)).toEqual([401, 401, 401, 401, 429]);
  });

  it('counts a client by its token, wherever it comes from; the public takes nothing from it', async () => {
    const headers = await client('district-1');
    expect(await statuses(5, () => get(gateway, '/v1/offices', from('203.0.113.1')))).toContain(429);
    const call = () => get(gateway, '/v1/offices', { ...headers, ...from('203.0.113.1') });
    expect(await statuses(7, call)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    const another = await client('district-2');
    expect((await get(gateway, '/v1/offices', another)).status).toBe(200);
  });

  it('counts an office over all of its clients, and no other office', async () => {
    const [one, two] = [await client('desk-1'), await client('desk-2')];
    const inOffice = (office: string, headers: Record<string, string>) => () =>
      get(gateway, `/v1/offices/${office}/tickets`, headers);
    expect(await statuses(5, inOffice('ALM-A', one))).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(3, inOffice('ALM-A', two))).toEqual([200, 200, 429]);
    expect(await statuses(1, inOffice('ALM-B', two))).toEqual([200]);
    // Who may not act in the office takes nothing from it.
    const stranger = await client('desk-3', ['ALM-X']);
    expect(await statuses(2, inOffice('ALM-C', stranger))).toEqual([404, 404]);
    const third = await client('desk-4');
    expect((await inOffice('ALM-C', third)()).headers.get('ratelimit')).toContain('"office";r=6;');
  });

  it('limits what takes tickets, tracks them or opens their pages more strictly', async () => {
    const kiosk = await client('kiosk-1');
    const issue = () =>
      fetch(`${gateway.origin}/v1/offices/ALM-I/tickets`, {
        method: 'POST',
        body: '{}',
        headers: { ...kiosk, 'content-type': 'application/json', 'idempotency-key': 'k' },
      });
    expect(await statuses(3, issue)).toEqual([200, 200, 429]);
    const visitor = from(anAddress());
    expect(await statuses(3, () => get(gateway, track, visitor))).toEqual([200, 200, 429]);
    const reader = from(anAddress());
    expect(await statuses(2, () => get(gateway, '/t/AAAA', reader))).toEqual([200, 429]);
  });

  it('is ready without Redis, and says that each counts by itself', async () => {
    const ready = await fetch(`http://127.0.0.1:${String(gateway.serving.opsPort)}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ok: true, information: { redis: { ok: false } } });
  });
});

describe('a gateway that trusts no proxy', () => {
  const gateway = useGateway({ RATE_LIMIT_ADDRESS: '2/60', RATE_LIMIT_TRACKING: 'off' });

  it('counts whatever address a caller claims to have as its own', async () => {
    const sly = () => get(gateway, track, { 'x-forwarded-for': anAddress() });
    expect(await statuses(3, sly)).toEqual([200, 200, 429]);
    expect((await get(gateway, track)).headers.get('ratelimit-policy')).toBe('"address";q=2;w=60');
  });
});
