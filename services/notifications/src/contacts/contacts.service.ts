import type { Contact } from '@kezek/contracts';
import {
  Clock,
  columnsOf,
  insertNew,
  maskPhone,
  parseKazakhMobile,
  rows,
  testNumberOutcome,
  type Tx,
} from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Moves } from '../notifications/moves.service';
import { ContactRow, ContactUseRow } from './contact.row';
import { Vault } from './vault.service';

/** Where messages to a contact go; `fault`: why none can. */
export interface Reach {
  readonly route?: string;
  readonly phoneMasked?: string;
  readonly fault?: string;
}

/** A contact with its secrets still sealed. */
export interface SealedContact extends Pick<ContactRow, 'phoneSealed' | 'trackingTokenSealed'> {
  readonly contactRef: string;
}

/** Of a contact under the name `c`. */
export const sealedColumns = columnsOf(ContactRow, 'c', ['phoneSealed', 'trackingTokenSealed']);

/** What a message needs of a contact, opened for the moment of sending. */
export interface OpenContact {
  readonly phone: string;
  readonly trackingToken?: string;
}

const reached = ['phoneMasked', 'fault', 'isTest', 'erasedAt'] as const;
const reachText = `SELECT ${columnsOf(ContactRow, 'c', reached)} FROM contact c WHERE c.ref = $1`;

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
    const [row] = await rows<Pick<ContactRow, (typeof reached)[number]>>(tx, {
      name: 'contact-reach',
      text: reachText,
      values: [ref],
    });
    if (row === undefined) return undefined;
    if (row.erasedAt !== null) return { fault: 'contact-erased' };
    if (row.fault !== null) return { fault: row.fault };
    return {
      route: row.isTest ? routes.test : routes.sms,
      ...(row.phoneMasked !== null && { phoneMasked: row.phoneMasked }),
    };
  }

  /** Keeps an opened contact, encrypted, and lets go what waited for it. A repetition changes nothing. */
  async keep(tx: Tx, ref: string, { phone: said, language, trackingToken }: Contact): Promise<void> {
    await this.lock(tx, ref);
    const parsed = parseKazakhMobile(said);
    const phone = parsed.ok ? parsed.e164 : undefined;
    const kept = await insertNew(tx, ContactRow, {
      ref,
      language,
      ...(phone !== undefined && {
        phoneSealed: this.vault.seal(phone, `phone ${ref}`),
        phoneHash: this.vault.hash(phone),
        phoneMasked: maskPhone(phone),
      }),
      ...(trackingToken !== undefined && {
        trackingTokenSealed: this.vault.seal(trackingToken, `tracking token ${ref}`),
      }),
      fault: parsed.ok ? null : 'not-a-kazakh-mobile',
      isTest: phone !== undefined && testNumberOutcome(phone) !== undefined,
      receivedAt: this.clock.now(),
    });
    if (kept !== undefined) await this.release(tx, ref);
  }

  /** The contact will be needed until then; an earlier end than the one that is known changes nothing. */
  async need(tx: Tx, contactRef: string, until: Date): Promise<void> {
    const isNew = await insertNew(tx, ContactUseRow, { contactRef, until });
    if (isNew === undefined)
      await tx.update(ContactUseRow, { contactRef, until: LessThan(until) }, { until });
  }

  /** @throws {Error} when the contact was erased: nothing is sent by then. */
  open({ contactRef: ref, phoneSealed, trackingTokenSealed }: SealedContact): OpenContact {
    if (phoneSealed === null) throw new Error(`contact ${ref} has no number`);
    return {
      phone: this.vault.open(phoneSealed, `phone ${ref}`),
      ...(trackingTokenSealed !== null && {
        trackingToken: this.vault.open(trackingTokenSealed, `tracking token ${ref}`),
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
