import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts what identifies a person and makes keyed hashes of it; both keys come from one secret. */
export class PersonalDataService {
  readonly #encryption: Buffer;
  readonly #hashing: Buffer;

  /** @param secret at least 32 bytes */
  constructor(secret: Uint8Array) {
    if (secret.byteLength < 32) throw new RangeError('the secret for personal data needs 32 bytes');
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', secret, '', `kezek/queue/${purpose}`, 32));
    this.#encryption = derive('encryption');
    this.#hashing = derive('hashing');
  }

  /** AES-256-GCM: nonce, ciphertext, tag; `about` binds it to its row, so that it cannot be moved to another. */
  encrypt(plain: string, about: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#encryption, nonce).setAAD(Buffer.from(about));
    return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws when the bytes were changed or belong to another row */
  decrypt(sealed: Buffer, about: string): string {
    const decipher = createDecipheriv(algorithm, this.#encryption, sealed.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-tagBytes));
    return (
      decipher.update(sealed.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
    );
  }

  /** The same person gives the same hash, and nobody without the secret can try numbers. */
  hash(kind: 'phone' | 'iin', value: string): Buffer {
    return createHmac('sha256', this.#hashing).update(`${kind}:${value}`).digest();
  }
}
