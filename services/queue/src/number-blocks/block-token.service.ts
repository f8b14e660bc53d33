import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { NumberBlock } from '@kezek/contracts';
import { derivedKey, PersonalDataKeys } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { compactVerify, SignJWT } from 'jose';
import { z } from 'zod';

const type = 'kezek-number-block+jwt';
// RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

const claims = z.object({ jti: z.string(), sub: z.string(), office: z.string() });

/** Whom a block was given, by which office. */
export interface BlockClaims {
  readonly block: string;
  readonly office: string;
  readonly device: string;
}

/**
 * Signs blocks, and knows its own again. The Ed25519 key comes from the secret for personal data by HKDF, with a
 * purpose of its own: every queue process has the same one, a sandbox has one without being told, and there is no
 * further secret to keep, hand out and rotate. Blocks live for days, so previous secrets verify as long as they are
 * configured.
 */
@Injectable()
export class BlockTokens {
  readonly #signing: KeyObject;
  readonly #verifying: readonly KeyObject[];

  constructor({ current, previous }: PersonalDataKeys) {
    this.#signing = keyFrom(current);
    this.#verifying = [this.#signing, ...previous.map(keyFrom)].map((key) => createPublicKey(key));
  }

  sign({
    id,
    office,
    device,
    businessDay,
    ranges,
    issuedAt,
    expiresAt,
  }: Omit<NumberBlock, 'token'>): Promise<string> {
    return new SignJWT({ office, businessDay, ranges })
      .setProtectedHeader({ alg: 'EdDSA', typ: type })
      .setJti(id)
      .setSubject(device)
      .setIssuedAt(new Date(issuedAt))
      .setExpirationTime(new Date(expiresAt))
      .sign(this.#signing);
  }

  /** Undefined for what was not signed here. An expired block is read as well: a kiosk may sync late. */
  async read(token: string): Promise<BlockClaims | undefined> {
    for (const key of this.#verifying) {
      const signed = await compactVerify(token, key, { algorithms: ['EdDSA'] }).catch(() => undefined);
      if (signed?.protectedHeader.typ !== type) continue;
      const { jti, sub, office } = claims.parse(JSON.parse(Buffer.from(signed.payload).toString()));
      return { block: jti, office, device: sub };
    }
    return undefined;
  }
}

function keyFrom(secret: Uint8Array): KeyObject {
  const seed = derivedKey(secret, 'kezek/queue/number-blocks');
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
}
