import type { Language } from '@kezek/contracts';
import { Clock, rows, type Tx, uuidv7 } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Contacts, type Reach } from '../contacts/contacts.service';
import type { Arguments } from '../templates/template.rules';
import { Templates } from '../templates/templates.service';
import { Moves } from './moves.service';
import { durationOf, isExpired, unwritten } from './notification.rules';
import type { Cause, NotificationRow } from './notification.row';

export interface Request {
  readonly cause: Cause;
  readonly template: string;
  readonly language: Language;
  readonly contactRef: string;
  readonly arguments: Arguments;
  readonly office: string;
  readonly reference: string;
  /** From when the template's validity counts, unless `expiresAt` says the end. */
  readonly from: Date;
  readonly expiresAt?: Date;
  /** Ends the template's validity where that would outlast it. */
  readonly until?: Date;
}

/** What isn't true any more about something, since which event, and why. */
export interface TakingBack {
  readonly reference: string;
  readonly templates: readonly string[];
  readonly event: string;
  readonly reason: string;
}

/** Takes in what is to be said, and takes back what isn't true any more. */
@Injectable()
export class Notifications {
  constructor(
    private readonly clock: Clock,
    private readonly moves: Moves,
    private readonly templates: Templates,
    private readonly contacts: Contacts,
  ) {}

  /**
   * Creates the message, once for each cause and template; too late, it is written down as expired. The contact is
   * locked by the caller.
   */
  async request(tx: Tx, request: Request): Promise<void> {
    const now = this.clock.now();
    const template = await this.templates.newest(tx, request.template);
    const expiresAt = request.expiresAt ?? endOf(request, durationOf(template.validity));
    const contact = await this.contacts.reach(tx, request.contactRef);
    const start = startOf({ now, expiresAt }, contact);
    const created = await rows<NotificationRow & Record<string, unknown>>(tx, {
      name: 'notification-insert',
      text: `INSERT INTO notification (id, template_key, template_version, language, lane, office, reference, contact_ref,
          arguments, state, status_reason, next_at, route, phone_masked, concatenation, cause_event, cause,
          created_at, changed_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19)
        ON CONFLICT (cause_event, template_key) DO NOTHING RETURNING *`,
      values: [
        uuidv7(now.getTime()),
        template.key,
        template.version,
        request.language,
        template.lane,
        request.office,
        request.reference,
        request.contactRef,
        JSON.stringify(request.arguments),
        start.state,
        start.reason,
        start.nextAt,
        start.route,
        start.phoneMasked,
        randomInt(1, 256),
        request.cause.event,
        JSON.stringify(request.cause),
        now,
        expiresAt,
      ],
    });
    await this.moves.say(tx, created);
    this.moves.wake(tx);
  }

  /**
   * Takes back what was to be said about something: what isn't written is cancelled here and now; what is under way
   * or accepted is marked, and the provider is asked to forget it. An event that comes again takes its own message
   * not back.
   */
  async cancel(tx: Tx, { reference, templates, event, reason }: TakingBack): Promise<void> {
    const open = await rows<Cancellable & Record<string, unknown>>(tx, {
      name: 'notification-cancellable',
      text: `SELECT id, state, next_at FROM notification
        WHERE reference = $1 AND template_key = ANY ($2) AND cause_event <> $3 AND state IN ('created', 'scheduled', 'sending', 'pending')
        ORDER BY id FOR UPDATE`,
      values: [reference, templates, event],
    });
    const waiting = open.filter(idle);
    if (waiting.length > 0) await this.moves.move(tx, waiting.map(idOf), { state: 'cancelled', reason });
    const underWay = open.filter((row) => !idle(row));
    if (underWay.length === 0) return;
    await rows(tx, {
      name: 'notification-mark-cancelled',
      text: 'UPDATE notification SET cancel_at = coalesce(cancel_at, $2) WHERE id = ANY ($1::uuid[])',
      values: [underWay.map(idOf), this.clock.now()],
    });
    this.moves.wake(tx);
  }
}

const endOf = ({ from, until }: Request, validityMs: number): Date =>
  new Date(Math.min(from.getTime() + validityMs, until?.getTime() ?? Infinity));

/** Where a message begins: over already, failed for its contact, due, or waiting for the contact. */
function startOf({ now, expiresAt }: { now: Date; expiresAt: Date }, contact: Reach | undefined) {
  const route = contact?.route ?? null;
  const phoneMasked = contact?.phoneMasked ?? null;
  const known = { route, phoneMasked, nextAt: null };
  if (isExpired({ now: now.getTime(), expiresAt: expiresAt.getTime() }))
    return { ...known, state: 'expired', reason: 'late-on-arrival' };
  if (contact?.fault !== undefined) return { ...known, state: 'permanent-failure', reason: contact.fault };
  return { ...known, state: 'created', reason: null, nextAt: route === null ? null : now };
}

type Cancellable = Pick<NotificationRow, 'id' | 'state' | 'next_at'>;

// What waits for another attempt is idle, too: a claim takes `next_at` away.
const idle = ({ state, next_at: nextAt }: Cancellable): boolean =>
  unwritten.includes(state) || nextAt !== null;

const idOf = ({ id }: { readonly id: string }): string => id;
