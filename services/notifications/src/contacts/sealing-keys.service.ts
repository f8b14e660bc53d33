import { contact, type Contact, sealingKeyPublished } from '@kezek/contracts';
import {
  Clock,
  ContractViolation,
  emit,
  inTransaction,
  plusSeconds,
  rows,
  type Tx,
  uuidv7,
} from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import {
  compactDecrypt,
  type CryptoKey,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { DataSource, IsNull } from 'typeorm';
import { type PublicJwk, SealingKeyRow } from './sealing-key.row';
import { Vault } from './vault.service';

const agreement = 'ECDH-ES+A256KW';
const content = 'A256GCM';
/** The topic keeps a sealed contact for a day; a consumer that was parked or away gets as long again. */
const keptAfterSeconds = 2 * 86_400;

type PublishedKey = Pick<SealingKeyRow, 'kid' | 'publicJwk' | 'notBefore'>;

/** The contact can't be opened, and no repetition will: damaged, or sealed for somebody else. */
export class Unreadable extends ContractViolation {
  constructor(reason: string) {
    super(`a sealed contact can't be opened: ${reason}`);
    this.name = 'Unreadable';
  }
}

/** Our key pairs: the public half is published, the private one lies encrypted in the database. */
@Injectable()
export class SealingKeys {
  readonly #opened = new Map<string, CryptoKey | Uint8Array>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly vault: Vault,
  ) {}

  /**
   * Makes the first pair where there is none, proves that `CONTACT_KEY` opens the newest, and publishes its public half.
   * @throws {Error} when the database's keys were sealed under another `CONTACT_KEY`
   */
  async publish(): Promise<string> {
    return await inTransaction(this.dataSource, async (tx) => {
      await lockKeys(tx);
      const newest =
        (await tx.findOneBy(SealingKeyRow, { supersededAt: IsNull() })) ?? (await this.create(tx));
      await this.privateKey(tx, newest.kid).catch((cause: unknown) => {
        throw new Error(
          'CONTACT_KEY is not the one that the sealing keys in the database were encrypted with',
          { cause },
        );
      });
      await this.say(tx, newest);
      return newest.kid;
    });
  }

  /** Publishes a new pair; the old ones go on opening what was sealed with them. */
  async rotate(): Promise<string> {
    return await inTransaction(this.dataSource, async (tx) => {
      await lockKeys(tx);
      const created = await this.create(tx);
      await this.say(tx, created);
      return created.kid;
    });
  }

  /** Deletes the pairs with which nothing that can still arrive was sealed. */
  async retire(): Promise<number> {
    const before = plusSeconds(this.clock.now(), -keptAfterSeconds);
    const gone = await inTransaction(this.dataSource, (tx) =>
      rows<{ kid: string }>(tx, {
        text: 'DELETE FROM sealing_key WHERE superseded_at < $1 RETURNING kid',
        values: [before],
      }),
    );
    for (const { kid } of gone) this.#opened.delete(kid);
    return gone.length;
  }

  /** @throws {Unreadable} */
  async open(tx: Tx, sealed: string): Promise<Contact> {
    const key = await this.privateKey(tx, kidOf(sealed));
    if (key === undefined) throw new Unreadable('unknown key');
    const options = { keyManagementAlgorithms: [agreement], contentEncryptionAlgorithms: [content] };
    const opened = await compactDecrypt(sealed, key, options).catch((cause: unknown) => {
      throw new Unreadable(cause instanceof Error ? cause.name : 'not decryptable');
    });
    const parsed = contact.safeParse(jsonOf(opened.plaintext));
    if (!parsed.success) throw new Unreadable('not a contact');
    return parsed.data;
  }

  private async create(tx: Tx): Promise<PublishedKey> {
    const { publicKey, privateKey } = await generateKeyPair(agreement, { crv: 'P-256', extractable: true });
    const { x = '', y = '' } = await exportJWK(publicKey);
    const now = this.clock.now();
    const kid = uuidv7(now.getTime());
    const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y };
    const sealed = this.vault.seal(JSON.stringify(await exportJWK(privateKey)), `sealing key ${kid}`);
    await tx.update(SealingKeyRow, { supersededAt: IsNull() }, { supersededAt: now });
    await tx.insert(SealingKeyRow, { kid, publicJwk: jwk, privateSealed: sealed, notBefore: now });
    return { kid, publicJwk: jwk, notBefore: now };
  }

  private async privateKey(tx: Tx, kid: string): Promise<CryptoKey | Uint8Array | undefined> {
    const known = this.#opened.get(kid);
    if (known) return known;
    const row = await tx.findOneBy(SealingKeyRow, { kid });
    if (row === null) return undefined;
    const jwk = JSON.parse(this.vault.open(row.privateSealed, `sealing key ${kid}`)) as JWK;
    const key = await importJWK(jwk, agreement);
    this.#opened.set(kid, key);
    return key;
  }

  private async say(tx: Tx, { kid, publicJwk: jwk, notBefore }: PublishedKey): Promise<void> {
    await emit(tx, {
      definition: sealingKeyPublished,
      subject: kid,
      key: kid,
      sequence: 1,
      time: this.clock.now().toISOString(),
      data: { kid, jwk, notBefore: notBefore.toISOString() },
    });
  }
}

// Instances that start at once make one first pair between them.
const lockKeys = async (tx: Tx): Promise<void> => {
  await rows(tx, { text: `SELECT pg_advisory_xact_lock(hashtextextended('sealing keys', 0))` });
};

function kidOf(sealed: string): string {
  try {
    return decodeProtectedHeader(sealed).kid ?? '';
  } catch {
    throw new Unreadable('not a JWE');
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
