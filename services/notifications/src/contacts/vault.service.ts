import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const nonceLength = 12;
const tagLength = 16;

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `kezek notifications ${purpose}`, 32));

/**
 * What lies encrypted in the database: AES-256-GCM, one key for each purpose out of `CONTACT_KEY`. `about` binds a
 * cipher text to its row: moved to another one it can't be opened.
 */
export class Vault {
  readonly #sealing: Buffer;
  readonly #hashing: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new RangeError('the key of the vault has 32 bytes');
    this.#sealing = derive(key, 'sealing');
    this.#hashing = derive(key, 'hashing');
  }

  seal(plain: string, about: string): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, nonce).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws {Error} when the key or `about` is another, or the bytes were changed */
  open(sealed: Buffer, about: string): string {
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, sealed.subarray(0, nonceLength))
      .setAAD(Buffer.from(about))
      .setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
    const text = decipher.update(sealed.subarray(nonceLength + tagLength));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }

  /** For looking a number up without keeping it. */
  hash(phone: string): Buffer {
    return createHmac('sha256', this.#hashing).update(phone).digest();
  }
}
