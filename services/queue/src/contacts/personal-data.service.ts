import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

interface Keys {
  readonly encryption: Buffer;
  readonly hashing: Buffer;
}

function keysFrom(secret: Uint8Array): Keys {
  if (secret.byteLength < 32) throw new RangeError('the secret for personal data needs 32 bytes');
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `kezek/queue/${purpose}`, 32));
  return { encryption: derive('encryption'), hashing: derive('hashing') };
}

/** The secrets from which keys come, at least 32 bytes each: the present one, and those that are still read with. */
export class PersonalDataKeys {
  constructor(
    readonly current: Uint8Array,
    readonly previous: readonly Uint8Array[] = [],
  ) {}
}

/**
 * Encrypts what identifies a person and makes keyed hashes of it; both keys come from one secret. What was written
 * under a previous secret is still read and found.
 */
@Injectable()
export class PersonalDataService {
  readonly #current: Keys;
  readonly #all: readonly Keys[];

  constructor({ current, previous }: PersonalDataKeys) {
    this.#current = keysFrom(current);
    this.#all = [this.#current, ...previous.map(keysFrom)];
  }

  /** AES-256-GCM: nonce, ciphertext, tag; `about` binds it to its row, so that it cannot be moved to another. */
  encrypt(plain: string, about: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#current.encryption, nonce).setAAD(Buffer.from(about));
    return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * The tag tells which secret it was: rows say nothing of their key.
   * @throws when the bytes were changed or belong to another row
   */
  decrypt(sealed: Buffer, about: string): string {
    const failures: unknown[] = [];
    for (const { encryption } of this.#all)
      try {
        return opened(encryption, sealed, about);
      } catch (error) {
        failures.push(error);
      }
    throw new AggregateError(failures, 'personal data that no known secret opens');
  }

  /** The same person gives the same hash, and nobody without the secret can try numbers. */
  hash(kind: 'phone' | 'iin', value: string): Buffer {
    return hashed(this.#current, kind, value);
  }

  /** Under every known secret, the current one first: for looking up what may have been written before a rotation. */
  hashes(kind: 'phone' | 'iin', value: string): Buffer[] {
    return this.#all.map((keys) => hashed(keys, kind, value));
  }
}

const hashed = ({ hashing }: Keys, kind: string, value: string): Buffer =>
  createHmac('sha256', hashing).update(`${kind}:${value}`).digest();

function opened(encryption: Buffer, sealed: Buffer, about: string): string {
  const decipher = createDecipheriv(algorithm, encryption, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-tagBytes));
  return decipher.update(sealed.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
}
