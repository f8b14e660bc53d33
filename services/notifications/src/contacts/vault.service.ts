import { createHmac } from 'node:crypto';
import { derivedKey, keyBytes, openSealed, seal } from '@kezek/platform';

const derive = (key: Buffer, purpose: string): Buffer => derivedKey(key, `kezek notifications ${purpose}`);

/**
 * What lies encrypted in the database: AES-256-GCM, one key for each purpose out of `CONTACT_KEY`. `about` binds a
 * cipher text to its row: moved to another one it can't be opened.
 */
export class Vault {
  readonly #sealing: Buffer;
  readonly #hashing: Buffer;

  /** @param key at least 32 bytes */
  constructor(key: Buffer) {
    if (key.length < keyBytes) throw new RangeError('the key of the vault needs 32 bytes');
    this.#sealing = derive(key, 'sealing');
    this.#hashing = derive(key, 'hashing');
  }

  seal(plain: string, about: string): Buffer {
    return seal(this.#sealing, plain, about);
  }

  /** @throws {Error} when the key or `about` is another, or the bytes were changed */
  open(sealed: Buffer, about: string): string {
    return openSealed(this.#sealing, sealed, about).toString('utf8');
  }

  /** For looking a number up without keeping it. */
  hash(phone: string): Buffer {
    return createHmac('sha256', this.#hashing).update(phone).digest();
  }
}
