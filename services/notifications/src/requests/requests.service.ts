import type { Language } from '@kezek/contracts';
import { Clock, columnsOf, insertNew, rows, type Tx, uuidv7 } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { In, IsNull } from 'typeorm';
import { Contacts, type Reach } from '../contacts/contacts.service';
import { Moves } from '../notifications/moves.service';
import { type Cause, NotificationRow } from '../notifications/notification.row';
import { durationOf, isExpired, unwritten } from '../notifications/notification.rules';
import type { Arguments } from '../templates/template.rules';
import { Templates } from '../templates/templates.service';

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

const judged = ['id', 'state', 'nextAt'] as const;
const cancellable = `SELECT ${columnsOf(NotificationRow, 'n', judged)} FROM notification n
  WHERE n.reference = $1 AND n.template_key = ANY ($2) AND n.cause_event <> $3
    AND n.state IN ('created', 'scheduled', 'sending', 'pending')
  ORDER BY n.id FOR UPDATE`;

/** Takes in what is to be said, and takes back what isn't true any more. */
@Injectable()
export class Requests {
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
    const created = await insertNew(tx, NotificationRow, {
      id: uuidv7(now.getTime()),
      templateKey: template.key,
      templateVersion: template.version,
      language: request.language,
      lane: template.lane,
      office: request.office,
      reference: request.reference,
      contactRef: request.contactRef,
      arguments: request.arguments,
      ...startOf({ now, expiresAt }, contact),
      concatenation: randomInt(1, 256),
      causeEvent: request.cause.event,
      cause: request.cause,
      createdAt: now,
      changedAt: now,
      expiresAt,
    });
    if (created === undefined) return;
    await this.moves.say(tx, [created]);
    this.moves.wake(tx);
  }

  /**
   * Takes back what was to be said about something: what isn't written is cancelled here and now; what is under way
   * or accepted is marked, and the provider is asked to forget it. An event that comes again takes its own message
   * not back.
   */
  async cancel(tx: Tx, { reference, templates, event, reason }: TakingBack): Promise<void> {
    const open = await rows<Cancellable>(tx, {
      name: 'notification-cancellable',
      text: cancellable,
      values: [reference, templates, event],
    });
    const waiting = open.filter(idle);
    if (waiting.length > 0) await this.moves.move(tx, waiting.map(idOf), { state: 'cancelled', reason });
    const underWay = open.filter((row) => !idle(row));
    if (underWay.length === 0) return;
    const unmarked = { id: In(underWay.map(idOf)), cancelAt: IsNull() };
    await tx.update(NotificationRow, unmarked, { cancelAt: this.clock.now() });
    this.moves.wake(tx);
  }
}

const endOf = ({ from, until }: Request, validityMs: number): Date =>
  new Date(Math.min(from.getTime() + validityMs, until?.getTime() ?? Infinity));

type Start = Pick<NotificationRow, 'state' | 'statusReason' | 'route' | 'phoneMasked' | 'nextAt'>;

/** Where a message begins: over already, failed for its contact, due, or waiting for the contact. */
function startOf({ now, expiresAt }: { now: Date; expiresAt: Date }, contact: Reach | undefined): Start {
  const route = contact?.route ?? null;
  const known = { route, phoneMasked: contact?.phoneMasked ?? null, nextAt: null };
  if (isExpired({ now: now.getTime(), expiresAt: expiresAt.getTime() }))
    return { ...known, state: 'expired', statusReason: 'late-on-arrival' };
  if (contact?.fault !== undefined)
    return { ...known, state: 'permanent-failure', statusReason: contact.fault };
  return { ...known, state: 'created', statusReason: null, nextAt: route === null ? null : now };
}

type Cancellable = Pick<NotificationRow, (typeof judged)[number]>;

// What waits for another attempt is idle, too: a claim takes `nextAt` away.
const idle = ({ state, nextAt }: Cancellable): boolean => unwritten.includes(state) || nextAt !== null;

const idOf = ({ id }: { readonly id: string }): string => id;
