import { type EventOf, type sealingKeyPublished } from '@kezek/contracts';
import { createDataSource, inTransaction } from '@kezek/platform';
import { fixedClock, type FixedClock, type TestDatabase, testDatabase } from '@kezek/testing';
import { CompactEncrypt, importJWK } from 'jose';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { schema } from '../data-source';
import { SealingKeys, Unreadable } from './sealing-keys.service';
import { Vault } from './vault.service';

type Published = EventOf<typeof sealingKeyPublished>['data'];

const contact = { phone: '+77011234567', language: 'kk', trackingToken: 'h' } as const;

let database: TestDatabase;
let dataSource: DataSource;
let clock: FixedClock;
const key = randomBytes(32);

beforeEach(async () => {
  database = await testDatabase(schema);
  dataSource = await createDataSource({ url: database.url, schema, applicationName: 'test' }).initialize();
  clock = fixedClock('2026-03-10T05:00:00Z');
});

afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const keysOf = (secret = key) => new SealingKeys(dataSource, clock, new Vault(secret));
const open = async (keys: SealingKeys, sealed: string) =>
  await inTransaction(dataSource, async (tx) => keys.open(tx, sealed));

async function published(): Promise<Published[]> {
  const found: { data: Published }[] = await dataSource.query(
    `SELECT payload::json AS data FROM outbox WHERE topic = 'notifications.key.v1' ORDER BY outbox.id`,
  );
  return found.map(({ data }) => data);
}

async function seal({ kid, jwk }: Published, content: unknown = contact): Promise<string> {
  return await new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid })
    .encrypt(await importJWK(jwk, 'ECDH-ES+A256KW'));
}

const first = async (): Promise<Published> => {
  const [found] = await published();
  if (found === undefined) throw new Error('no key was published');
  return found;
};

describe('sealing keys', () => {
  it('are made once by instances that start together, and opened by all of them', async () => {
    const instances = [keysOf(), keysOf(), keysOf()];
    const kids = await Promise.all(instances.map(async (keys) => keys.publish()));
    expect(new Set(kids).size).toBe(1);
    const sealed = await seal(await first());
    for (const keys of instances) expect(await open(keys, sealed)).toEqual(contact);
  });

  it('survive a restart, and their private half never leaves the database in clear', async () => {
    await keysOf().publish();
    const sealed = await seal(await first());
    expect(await open(keysOf(), sealed)).toEqual(contact);
    const [row]: { text: string }[] = await dataSource.query(
      `SELECT (SELECT string_agg(encode(private_sealed, 'escape'), ' ') FROM sealing_key)
         || (SELECT string_agg(payload, ' ') FROM outbox) AS text`,
    );
    expect(row?.text).not.toMatch(/"d":/);
  });

  it('under another CONTACT_KEY keep the service from starting', async () => {
    await keysOf().publish();
    await expect(keysOf(randomBytes(32)).publish()).rejects.toThrow(/CONTACT_KEY/);
  });

  it('that were superseded open what was sealed before, and go when nothing of it can come', async () => {
    const keys = keysOf();
    await keys.publish();
    const sealed = await seal(await first());
    clock.advance({ hours: 1 });
    const kid = await keys.rotate();
    expect((await published()).at(-1)?.kid).toBe(kid);
    clock.advance({ hours: 47 });
    expect(await keys.retire()).toBe(0);
    expect(await open(keysOf(), sealed)).toEqual(contact);
    clock.advance({ hours: 2 });
    expect(await keys.retire()).toBe(1);
    await expect(open(keys, sealed)).rejects.toThrow(Unreadable);
    expect(await keysOf().publish()).toBe(kid);
  });

  it.each([
    ['something that is no JWE', async () => await Promise.resolve('nonsense')],
    ['a contact for a key that nobody has', async () => seal({ ...(await first()), kid: 'other' })],
    [
      'a contact that was changed on its way',
      async () => (await seal(await first())).replace(/.{6}$/, 'AAAAAA'),
    ],
    ['something else than a contact', async () => seal(await first(), { phone: 'x' })],
  ])('do not open %s', async (_what, sealed) => {
    const keys = keysOf();
    await keys.publish();
    await expect(open(keys, await sealed())).rejects.toThrow(Unreadable);
  });
});
