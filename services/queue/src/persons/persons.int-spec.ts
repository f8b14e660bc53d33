import type { Office, Principal } from '@kezek/contracts';
import { parseKazakhMobile } from '@kezek/platform';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Json } from '../testing/office.fixture';
import { instanceBeside } from '../testing/instance.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const phone = '+77011234567';
const iin = '900101300007';
const plain = { as: { scopes: ['queue:issue'] } };

describe('one person', () => {
  it('has one open ticket for a service, whose number the refusal names and whose tracking token it does not', async () => {
    const office = await queue.office();
    const { body: first } = await queue.issue(office, { phone });
    const refused = await queue.issue(office, { phone: '8 701 123 45 67' }, plain);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'ticket-already-open', number: 'A001', service: 'reports' },
    });
    expect(JSON.stringify(refused.body)).not.toContain(first['trackingToken']);
    expect(refused.body).not.toHaveProperty('ticket');
    const told = await queue.issue(office, { phone }, { as: { scopes: ['queue:issue', 'queue:read'] } });
    expect(told.body).toMatchObject({ code: 'ticket-already-open', ticket: first['id'] });
    expect(JSON.stringify(told.body)).not.toContain(first['trackingToken']);
  });

  it('is known by phone or by IIN, and by neither from another office', async () => {
    const office = await queue.office();
    await queue.issue(office, { phone, iin });
    for (const who of [{ phone }, { iin }, { phone: '+77770000000', iin }])
      expect(await queue.issue(office, who)).toMatchObject({ body: { code: 'ticket-already-open' } });
    expect((await queue.issue(office, { phone: '+77770000000' })).status).toBe(201);
    expect((await queue.issue(await queue.office(), { phone, iin })).status).toBe(201);
  });

  it('may come for another service, but not for one that the same visit has still before it', async () => {
    const office = await queue.office();
    const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };
    const services = ['reports', 'papers', 'visas'].map((code, index) => ({
      code,
      prefix: 'AKM'.charAt(index),
      name: { kk: code, ru: code },
      expectedMinutes: 5,
      target,
    }));
    const three = await queue.office({ services });
    await queue.issue(three, { phone, furtherServices: ['papers'] });
    for (const service of ['reports', 'papers'])
      expect(await queue.issue(three, { phone, service })).toMatchObject({ status: 409 });
    expect((await queue.issue(three, { phone, service: 'visas' })).status).toBe(201);
    await queue.issue(office, { phone });
    expect((await queue.issue(office, { phone, service: 'papers' })).status).toBe(201);
  });

  it('may come again when the ticket has ended', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office, { phone });
    await queue.ask(`POST /track/${String(body['trackingToken'])}/leave`, { body: {} });
    expect((await queue.issue(office, { phone })).body['number']).toBe('A002');
  });

  it('with the same key gets the same ticket', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const first = await queue.issue(office, { phone }, { key });
    const again = await queue.issue(office, { phone }, { key });
    expect(again).toMatchObject({ status: 201, body: { id: first.body['id'] } });
  });

  it('has no more open tickets than the office allows', async () => {
    const office = await queue.office({ rules: { ticketsPerPersonAtMost: 1 } as Office['rules'] });
    await queue.issue(office, { phone });
    const refused = await queue.issue(office, { phone, service: 'papers' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-tickets' } });
  });

  it.each([
    { by: 'phone', presses: [{ phone }] },
    { by: 'IIN', presses: [{ iin }] },
    { by: 'phone, written in many ways', presses: [{ phone }, { phone: '8 (701) 123-45-67' }] },
    { by: 'phone and IIN', presses: [{ phone, iin }, { phone }, { iin, phone }] },
  ])('known by $by that presses at two hundred kiosks at once gets one ticket', async ({ presses }) => {
    const office = await queue.office();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        queue.issue(office, presses[index % presses.length], { as: { sub: `kiosk-${String(index % 8)}` } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await queue.rows('SELECT FROM ticket WHERE office = $1', [office])).toHaveLength(1);
    for (const { status, body } of answers)
      if (status !== 201) expect(body).toMatchObject({ code: 'ticket-already-open', number: 'A001' });
  });

  it('is told from others, also when many who share a phone or an IIN with others come at once', async () => {
    const office = await queue.office();
    const iins = ['900101300007', '850505400008', '010203500018'];
    const who = iins.flatMap((one) =>
      ['+77011234501', '+77011234502'].map((of) => ({ phone: of, iin: one })),
    );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => queue.issue(office, who[(index * 5) % who.length])),
    );
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const held = await queue.rows<{ phone: string; iin: string }>(
      `SELECT encode(phone_hash, 'hex') AS phone, encode(iin_hash, 'hex') AS iin FROM ticket WHERE office = $1`,
      [office],
    );
    expect(new Set(held.map(({ phone: of }) => of)).size).toBe(held.length);
    expect(new Set(held.map(({ iin: of }) => of)).size).toBe(held.length);
  });

  it('is the same however the phone is written', async () => {
    const office = await queue.office();
    const { work, persons, offices } = service(current);
    const read = await work.run((tx) => offices.read(tx, office));
    await queue.issue(office, { phone });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('+7', '8', '7'),
        fc.array(fc.constantFrom(' ', '-', '(', ')'), { minLength: 9 }),
        async (prefix, gaps) => {
          const written =
            prefix + Array.from('7011234567', (digit, index) => (gaps[index] ?? '') + digit).join('');
          const parsed = parseKazakhMobile(written);
          const person = { phone: parsed.ok ? parsed.e164 : '' };
          const asked = work.run((tx, now) =>
            persons.refuse(tx, { office: read, services: ['reports'], person, caller, now }),
          );
          await expect(asked).rejects.toMatchObject({ code: 'ticket-already-open' });
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a device', () => {
  const kiosk = (sub: string) => ({ as: { sub, kind: 'device' as const, scopes: ['queue:issue'] } });
  const rules = { ticketsPerDeviceMinuteAtMost: 3 } as Office['rules'];
  afterEach(() => {
    queue.clock.set(startsAt);
  });

  it('issues so many tickets a minute, and is told when it may go on; others are not held up', async () => {
    const office = await queue.office({ rules });
    for (const second of ['00', '10', '20']) {
      queue.clock.set(`2026-03-10T05:00:${second}Z`);
      expect((await queue.issue(office, {}, kiosk('kiosk-1'))).status).toBe(201);
    }
    const refused = await queue.issue(office, {}, kiosk('kiosk-1'));
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-tickets' } });
    expect(refused.headers['retry-after']).toBe('40');
    expect((await queue.issue(office, {}, kiosk('kiosk-2'))).status).toBe(201);
    expect((await queue.issue(office)).status).toBe(201);
    queue.clock.set('2026-03-10T05:01:00Z');
    expect((await queue.issue(office, {}, kiosk('kiosk-1'))).body['number']).toBe('A006');
    expect((await queue.issue(office, {}, kiosk('kiosk-1'))).headers['retry-after']).toBe('10');
  });

  it('that is pressed by many at once keeps to it', async () => {
    const office = await queue.office({ rules });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => queue.issue(office, {}, kiosk('kiosk-1'))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  });
});

const current = Buffer.alloc(32, 1);
const next = Buffer.alloc(32, 2);
const caller: Principal = { subject: 'desk', kind: 'system', offices: ['*'], scopes: ['queue:issue'] };

function service(secret: Buffer, previous: Buffer[] = []) {
  const { issuing, ...instance } = instanceBeside(queue, secret, previous);
  const issue = (office: string, body: Json, key: string = randomUUID()) =>
    issuing.issue(
      {
        params: { office },
        query: {},
        idempotencyKey: key,
        ifMatch: undefined,
        body: { service: 'reports', channel: 'kiosk', language: 'kk', ...body },
      },
      caller,
    );
  return { ...instance, issue };
}

describe('after a rotation of the secret', () => {
  it('who took a ticket before is known, and so is who took one since, also to an instance that lags behind', async () => {
    const office = await queue.office();
    await queue.issue(office, { phone });
    const rotated = service(next, [current]);
    await expect(rotated.issue(office, { phone })).rejects.toMatchObject({ code: 'ticket-already-open' });
    await rotated.issue(office, { iin });
    await expect(service(current, [next]).issue(office, { iin })).rejects.toMatchObject({
      code: 'ticket-already-open',
    });
    await expect(service(next).issue(office, { phone })).resolves.toMatchObject({ replayed: false });
  });

  it('instances of before and after, asked at once, give one ticket', async () => {
    const office = await queue.office();
    const instances = [service(current, [next]), service(next, [current])];
    const asked = instances.flatMap(({ issue }) =>
      Array.from({ length: 30 }, () => issue(office, { phone })),
    );
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a repeated request is the same one', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const { body } = await queue.issue(office, { phone }, { key });
    const rotated = service(next, [current]);
    const again = await rotated.issue(office, { phone }, key);
    expect(again).toMatchObject({ replayed: true, response: { id: body['id'] } });
    await expect(rotated.issue(office, { phone: '+77770000001' }, key)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  it('numbers that were kept before it are still handed over', async () => {
    const { body } = await queue.issue(await queue.office(), { phone });
    const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
    const jwk = await exportJWK(publicKey);
    const { work, contacts } = service(next, [current]);
    await work.run((tx, now) =>
      contacts.learnKey(tx, {
        id: randomUUID(),
        type: 'notifications.key.published',
        source: '/kezek/notifications',
        time: now.toISOString(),
        subject: 'k',
        key: 'k',
        sequence: 1,
        data: {
          kid: 'k',
          notBefore: '2026-01-01T00:00:00Z',
          jwk: { kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' },
        },
      }),
    );
    const [row] = await queue.rows<{ handed_at: Date | null }>(
      'SELECT handed_at FROM contact WHERE ticket = $1',
      [body['id']],
    );
    expect(row?.handed_at).toEqual(new Date(startsAt));
  });
});
