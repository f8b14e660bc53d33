import { ticketIssued, type OfflineTicket, type NumberBlockFlag, type Office } from '@kezek/contracts';
import { emit, fingerprintOf, instantFrom, parseKazakhMobile, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { tokenHash } from '../contacts/tracking-tokens.service';
import { PersonsService } from '../persons/persons.service';
import { DecidingService } from '../changes/deciding.service';
import { serialOf } from '../changes/number.rules';
import { WritingService } from '../changes/writing.service';
import { NearService } from '../waiting/near.service';
import { ticketEvent } from '../tickets/ticket-event.rules';
import type { BlockRow } from './block.row';
import { lentTerms, type LentTerms } from './block-terms.rules';
import { noteTaken } from './sync.query';
import type { Said } from './sync.rules';
import type { Timing } from './time.rules';

export interface Taking {
  readonly office: Office;
  readonly block: BlockRow;
  readonly ticket: OfflineTicket;
  readonly fingerprint: string;
  readonly timing: Timing;
  /** The day of the block is over: nobody will be called any more. */
  readonly over: boolean;
  readonly now: Date;
}

/** What a single ticket of a kiosk is, and how it is written. */
@Injectable()
export class TakingService {
  constructor(
    private readonly writing: WritingService,
    private readonly persons: PersonsService,
    private readonly deciding: DecidingService,
    private readonly near: NearService,
  ) {}

  /** A phone goes into the fingerprint as keyed hashes: from the stored one nobody can find it by trying. */
  read({ phone = '', number, issuedAt, ...rest }: OfflineTicket): Said {
    const at = instantFrom(issuedAt);
    const said = { ...rest, issuedAt: at.toISOString() };
    const fingerprints = this.persons
      .hashesOf({ phone: phone.trim() })
      .phone.map((hash) => fingerprintOf(said, hash.toString('base64url')));
    const { service, trackingToken } = rest;
    const hash = tokenHash(trackingToken).toString('base64url');
    return { number, service, tokenHash: hash, issuedAt: at, fingerprints };
  }

  /** Keeps apart what the kiosk asks for meanwhile, and who asks elsewhere for those whom it names. */
  lock(tx: Tx, office: Office, device: string, tickets: readonly OfflineTicket[]): Promise<void> {
    const persons = tickets.flatMap(({ phone }) => {
      const mobile = phone === undefined ? undefined : parseKazakhMobile(phone);
      return mobile?.ok === true ? [{ phone: mobile.e164 }] : [];
    });
    return this.persons.lock(tx, office, device, persons);
  }

  /**
   * Writes a ticket that a kiosk gave out, as if it had been here: with its number, its tracking token and the time that
   * counts. Where its day is over it ends at once, so that it is neither lost nor called at night. Answers with its id.
   */
  async take(tx: Tx, taking: Taking): Promise<string> {
    const { office, block, ticket, timing, over, now } = taking;
    const { terms, priority, flags } = lentTerms(office, block, { ticket, issuedAt: timing.at });
    const { phone } = terms;
    const { trackingToken, language, service } = ticket;
    const alreadyOpen = phone !== undefined && (await this.persons.holds(tx, office, { phone }, service));
    const { ticket: issued } = await this.writing.write(tx, {
      office,
      service,
      planned: [],
      state: 'waiting',
      issuedAt: timing.at,
      syncedAt: now,
      saidAt: timing.flag && instantFrom(ticket.issuedAt),
      now,
      actor: block.device,
      reason: timing.flag,
      number: ticket.number,
      trackingToken,
      ...this.persons.hashesFor({ phone }),
      // Who is not called any more need not be reached.
      terms: over ? { ...terms, phone: undefined } : terms,
      request: { channel: 'kiosk', language, priority },
    });
    await emit(tx, ticketEvent(ticketIssued, issued));
    this.near.moved(tx, office.code);
    const asker = { by: 'system', actor: 'system', now } as const;
    if (over && !(await this.deciding.apply(tx, issued, { action: 'close-day' }, asker)))
      throw new Error('a new ticket was changed by somebody else');
    await this.#note(tx, taking, issued.id, flagsOf({ flags, alreadyOpen, over }));
    return issued.id;
  }

  async #note(
    tx: Tx,
    { block, ticket: { number }, fingerprint, timing: { silence, flag } }: Taking,
    ticket: string,
    flags: readonly NumberBlockFlag[],
  ): Promise<void> {
    const found = serialOf(number);
    if (found === undefined) throw new Error('a number that was lent has its series');
    await noteTaken(tx, {
      block: block.id,
      ...found,
      ticket,
      fingerprint,
      flags: flag === undefined ? flags : [...flags, flag],
      silentSince: silence?.since ?? null,
      silentUntil: silence?.until ?? null,
    });
  }
}

const flagsOf = ({
  flags,
  alreadyOpen,
  over,
}: Pick<LentTerms, 'flags'> & { alreadyOpen: boolean; over: boolean }): NumberBlockFlag[] => [
  ...flags,
  ...(alreadyOpen ? (['already-open'] as const) : []),
  ...(over ? (['after-day-end'] as const) : []),
];
