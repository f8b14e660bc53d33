import {
  contactSealed,
  type Contact,
  type EventOf,
  type Language,
  type sealingKeyPublished,
} from '@kezek/contracts';
import { Clock, columnsOf, emit, insertNew, instantFrom, rows, uuidv7, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { CompactEncrypt, importJWK } from 'jose';
import type { ContactRow } from './contact.row';
import { PersonalDataService } from './personal-data.service';
import { SealingKeyRow } from './sealing-key.row';
import { TrackingTokens } from './tracking-tokens.service';

export interface NewContact {
  readonly ticket: string;
  /** E.164 */
  readonly phone: string;
  readonly language: Language;
  readonly trackingToken: string;
  readonly now: Date;
}

interface Waiting extends Pick<ContactRow, 'ref' | 'ticket' | 'phone' | 'language'> {
  readonly sealedToken: Buffer;
}

const atOnce = 500;
const keyColumns = columnsOf(SealingKeyRow, 'k');

/** Keeps visitors' numbers and hands them, sealed, to the notifications service: the only one that can open them. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly personalData: PersonalDataService,
    private readonly tokens: TrackingTokens,
    private readonly clock: Clock,
  ) {}

  /** Stores the number and hands it over, at once or when the notifications service has published its first key. */
  async keep(tx: Tx, { ticket, phone, language, trackingToken, now }: NewContact): Promise<string> {
    const ref = uuidv7(now.getTime());
    const key = await newestKey(tx, now);
    await rows(tx, {
      name: 'contact-keep',
      text: `INSERT INTO contact (ref, ticket, phone, language, created_at, handed_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      values: [ref, ticket, this.personalData.encrypt(phone, ref), language, now, key ? now : null],
    });
    if (key) await this.#hand(tx, key, ref, { phone, language, trackingToken });
    return ref;
  }

  /** A key was published: from now on it is used, and everybody who waited for one is handed over. */
  async learnKey(tx: Tx, event: EventOf<typeof sealingKeyPublished>): Promise<void> {
    const { kid, jwk, notBefore } = event.data;
    await insertNew(tx, SealingKeyRow, { kid, jwk, notBefore: instantFrom(notBefore) });
    const key = await newestKey(tx, this.clock.now());
    if (key === undefined) return;
    while ((await this.#handWaiting(tx, key)) === atOnce);
  }

  /** Forgets the numbers of tickets that ended before `before`. */
  async erase(tx: Tx, before: Date): Promise<void> {
    await rows(tx, {
      text: `DELETE FROM contact WHERE ref IN (
        SELECT c.ref FROM contact c JOIN ticket t ON t.id = c.ticket WHERE t.ended_at < $1 LIMIT 1000)`,
      values: [before],
    });
  }

  async #handWaiting(tx: Tx, key: SealingKeyRow): Promise<number> {
    const waiting = await rows<Waiting>(tx, {
      text: `UPDATE contact c SET handed_at = $1 FROM ticket t
        WHERE t.id = c.ticket AND c.ref IN (
          SELECT ref FROM contact WHERE handed_at IS NULL ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING c.ref, c.phone, c.language, t.id AS ticket, t.tracking_token_sealed AS "sealedToken"`,
      values: [this.clock.now(), atOnce],
    });
    for (const { ref, phone, language, ticket, sealedToken } of waiting)
      await this.#hand(tx, key, ref, {
        phone: this.personalData.decrypt(phone, ref),
        language,
        trackingToken: this.tokens.open(ticket, sealedToken),
      });
    return waiting.length;
  }

  async #hand(tx: Tx, key: SealingKeyRow, ref: string, contact: Contact): Promise<void> {
    await emit(tx, {
      definition: contactSealed,
      subject: ref,
      key: ref,
      sequence: 1,
      time: this.clock.now().toISOString(),
      data: { contactRef: ref, sealed: await sealFor(key, contact) },
    });
  }
}

async function newestKey(tx: Tx, now: Date): Promise<SealingKeyRow | undefined> {
  const [key] = await rows<SealingKeyRow>(tx, {
    name: 'sealing-key-newest',
    text: `SELECT ${keyColumns} FROM sealing_key k WHERE k.not_before <= $1 ORDER BY k.not_before DESC, k.kid LIMIT 1`,
    values: [now],
  });
  return key;
}

async function sealFor({ kid, jwk }: SealingKeyRow, contact: Contact): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(contact)))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid })
    .encrypt(await importJWK(jwk, 'ECDH-ES+A256KW'));
}
