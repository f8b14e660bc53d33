import { createHmac } from 'node:crypto';
import { derivedKey, keyBytes, open, seal } from './cipher';

interface Keys {
  readonly encryption: Buffer;
  readonly hashing: Buffer;
  /** Tells the secret from others, and nothing of it. */
  readonly id: string;
}

function keysFrom(service: string, secret: Uint8Array): Keys {
  if (secret.byteLength < keyBytes) throw new RangeError('the secret for personal data needs 32 bytes');
  const derive = (purpose: string) => derivedKey(secret, `kezek/${service}/${purpose}`);
  return {
    encryption: derive('encryption'),
    hashing: derive('hashing'),
    id: derive('id').subarray(0, 8).toString('hex'),
  };
}

/** The secrets from which keys come, at least 32 bytes each: the present one, and those that are still read with. */
export class PersonalDataKeys {
  constructor(
    readonly current: Uint8Array,
    readonly previous: readonly Uint8Array[] = [],
  ) {}
}

/**
 * Encrypts what identifies a person and makes keyed hashes of it; the keys come from one secret of the service. What was
 * written under a previous secret is still read and found.
 */
export class PersonalData {
  readonly #current: Keys;
  readonly #all: readonly Keys[];

  /** @param service whose they are: the same secret gives each service other keys */
  constructor(service: string, { current, previous }: PersonalDataKeys) {
    this.#current = keysFrom(service, current);
    this.#all = [this.#current, ...previous.map((secret) => keysFrom(service, secret))];
  }

  /** Of the present secret, for rows that say under which one they were written. */
  get keyId(): string {
    return this.#current.id;
  }

  /** Under the present secret; `about` binds it to its row. */
  encrypt(plain: string | Uint8Array, about: string): Buffer {
    return seal(this.#current.encryption, plain, about);
  }

  /** @throws when the bytes were changed or belong to another row */
  decrypt(sealed: Uint8Array, about: string): string {
    return this.decryptBytes(sealed, about).toString('utf8');
  }

  /**
   * The tag tells which secret it was, whether or not rows say so.
   * @throws when the bytes were changed or belong to another row
   */
  decryptBytes(sealed: Uint8Array, about: string): Buffer {
    const failures: unknown[] = [];
    for (const { encryption } of this.#all)
      try {
        return open(encryption, sealed, about);
      } catch (error) {
        failures.push(error);
      }
    throw new AggregateError(failures, 'personal data that no known secret opens');
  }

  /** The same person gives the same hash, and nobody without the secret can try numbers. */
  hash(kind: string, value: string): Buffer {
    return hashed(this.#current, kind, value);
  }

  /** Under every known secret, the current one first: for looking up what may have been written before a rotation. */
  hashes(kind: string, value: string): Buffer[] {
    return this.#all.map((keys) => hashed(keys, kind, value));
  }
}

const hashed = ({ hashing }: Keys, kind: string, value: string): Buffer =>
  createHmac('sha256', hashing).update(`${kind}:${value}`).digest();
