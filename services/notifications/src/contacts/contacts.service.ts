import type { Contact } from '@kezek/contracts';
import { Clock, maskPhone, parseKazakhMobile, rows, testNumberOutcome, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Moves } from '../notifications/moves.service';
import { Vault } from './vault.service';

/** Where messages to a contact go; `fault`: why none can. */
export interface Reach {
  readonly route?: string;
  readonly phoneMasked?: string;
  readonly fault?: string;
}

/** A contact with its secrets still sealed. */
export interface SealedContact {
  readonly contact_ref: string;
  readonly phone_sealed: Buffer | null;
  readonly tracking_token_sealed: Buffer | null;
}

/** What a message needs of a contact, opened for the moment of sending. */
export interface OpenContact {
  readonly phone: string;
  readonly trackingToken?: string;
}

interface ReachRow {
  readonly phone_masked: string | null;
  readonly fault: string | null;
  readonly test: boolean;
  readonly erased: boolean;
}

/** Names of the ways to the visitors; the seven test numbers never leave the process. */
export const routes = { sms: 'smpp', test: 'test' } as const;

@Injectable()
export class Contacts {
  constructor(
    private readonly clock: Clock,
    private readonly vault: Vault,
    private readonly moves: Moves,
  ) {}

  /**
   * Contact and message come by different topics: whichever is second must see the first, so they queue up here.
   * Before any message is locked.
   */
  async lock(tx: Tx, ref: string): Promise<void> {
    await rows(tx, {
      name: 'contact-lock',
      text: `SELECT pg_advisory_xact_lock(hashtextextended('contact ' || $1, 0))`,
      values: [ref],
    });
  }

  /** Undefined while the contact hasn't arrived. */
  async reach(tx: Tx, ref: string): Promise<Reach | undefined> {
    const [row] = await rows<ReachRow & Record<string, unknown>>(tx, {
      name: 'contact-reach',
      text: `SELECT phone_masked, fault, is_test AS test, erased_at IS NOT NULL AS erased FROM contact WHERE ref = $1`,
      values: [ref],
    });
    if (row === undefined) return undefined;
    if (row.erased) return { fault: 'contact-erased' };
    if (row.fault !== null) return { fault: row.fault };
    return {
      route: row.test ? routes.test : routes.sms,
      ...(row.phone_masked !== null && { phoneMasked: row.phone_masked }),
    };
  }

  /** Keeps an opened contact, encrypted, and lets go what waited for it. A repetition changes nothing. */
  async keep(tx: Tx, ref: string, contact: Contact): Promise<void> {
    await this.lock(tx, ref);
    const parsed = parseKazakhMobile(contact.phone);
    const phone = parsed.ok ? parsed.e164 : undefined;
    const kept = await rows(tx, {
      text: `INSERT INTO contact (ref, phone_sealed, phone_hash, phone_masked, tracking_token_sealed, language, fault, is_test,
          received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING ref`,
      values: [
        ref,
        phone === undefined ? null : this.vault.seal(phone, `phone ${ref}`),
        phone === undefined ? null : this.vault.hash(phone),
        phone === undefined ? null : maskPhone(phone),
        contact.trackingToken === undefined
          ? null
          : this.vault.seal(contact.trackingToken, `tracking token ${ref}`),
        contact.language,
        parsed.ok ? null : 'not-a-kazakh-mobile',
        phone !== undefined && testNumberOutcome(phone) !== undefined,
        this.clock.now(),
      ],
    });
    if (kept.length > 0) await this.release(tx, ref);
  }

  /** The contact will be needed until then; an earlier end than the one that is known changes nothing. */
  async need(tx: Tx, ref: string, until: Date): Promise<void> {
    await rows(tx, {
      name: 'contact-need',
      text: `INSERT INTO contact_use AS u (contact_ref, until) VALUES ($1, $2)
        ON CONFLICT (contact_ref) DO UPDATE SET until = excluded.until WHERE u.until < excluded.until`,
      values: [ref, until],
    });
  }

  /** @throws {Error} when the contact was erased: nothing is sent by then. */
  open({
    contact_ref: ref,
    phone_sealed: phone,
    tracking_token_sealed: trackingToken,
  }: SealedContact): OpenContact {
    if (phone === null) throw new Error(`contact ${ref} has no number`);
    return {
      phone: this.vault.open(phone, `phone ${ref}`),
      ...(trackingToken !== null && {
        trackingToken: this.vault.open(trackingToken, `tracking token ${ref}`),
      }),
    };
  }

  private async release(tx: Tx, ref: string): Promise<void> {
    const reach = await this.reach(tx, ref);
    const waiting = await rows<{ id: string }>(tx, {
      text: `UPDATE notification SET next_at = $2, route = $3, phone_masked = $4
        WHERE contact_ref = $1 AND state = 'created' AND next_at IS NULL RETURNING id`,
      values: [ref, reach?.route ? this.clock.now() : null, reach?.route ?? null, reach?.phoneMasked ?? null],
    });
    if (waiting.length === 0) return;
    if (reach?.fault !== undefined) {
      const ids = waiting.map(({ id }) => id);
      await this.moves.move(tx, ids, { state: 'permanent-failure', reason: reach.fault });
    }
    this.moves.wake(tx);
  }
}
