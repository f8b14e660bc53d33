import { ticketTurnNear, type Office } from '@kezek/contracts';
import { afterCommit, columnsOf, emit, rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { OfficeRow } from '../offices/office.row';
import { OfficesService } from '../offices/offices.service';
import { nearExpiresAt } from './near.rules';
import { notePeriod } from '../tickets/save.query';
import { ticketEvent } from '../tickets/ticket-event.rules';
import { TicketRow } from '../tickets/ticket.row';
import { TicketViews } from './ticket-view.query';

const columns = columnsOf(TicketRow, 't');

/**
 * Tells visitors once that few are ahead. It stands beside the call, not in its transaction: a row that is locked to
 * be told would be passed over by the next call.
 */
@Injectable()
export class NearService {
  readonly #moved = new Set<string>();
  #wake: () => void = () => undefined;

  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly views: TicketViews,
  ) {}

  /** The queue of an office is getting shorter in this transaction. */
  moved(tx: Tx, office: string): void {
    afterCommit(tx, () => {
      this.#moved.add(office);
      this.#wake();
    });
  }

  /** Calls `wake` when there is somebody to tell, perhaps. */
  onMoved(wake: () => void): void {
    this.#wake = wake;
  }

  /** What moved before a restart isn't known any more: every office with people who wait may have. */
  async startOver(): Promise<void> {
    const offices = await this.work.run((tx) => tx.find(OfficeRow, { select: { code: true } }));
    for (const { code } of offices) this.#moved.add(code);
  }

  async tellAll(): Promise<void> {
    for (const code of [...this.#moved]) {
      this.#moved.delete(code);
      try {
        await this.work.run(async (tx, now) => this.#tell(tx, await this.offices.read(tx, code), now));
      } catch (error) {
        this.#moved.add(code);
        throw error;
      }
    }
  }

  async #tell(tx: Tx, office: Office, now: Date): Promise<void> {
    const places = office.rules.turnNearPlaces;
    const candidates = await headsOf(tx, office, places);
    if (candidates.length === 0) return;
    const standings = await this.views.standingsOf(tx, candidates);
    for (const [index, candidate] of candidates.entries()) {
      const placesAhead = (standings[index]?.position ?? Infinity) - 1;
      if (placesAhead > places) continue;
      const told = await markTold(tx, candidate, now);
      if (told === undefined) continue;
      const minutes = office.services.find(({ code }) => code === told.service)?.expectedMinutes ?? 0;
      const expiresAt = nearExpiresAt(now, placesAhead, minutes).toISOString();
      await emit(tx, ticketEvent(ticketTurnNear, told, { placesAhead, expiresAt }));
    }
  }
}

/** Whoever of the first of each service can be told and hasn't been; in the order in which the end of a day locks them. */
const headsOf = (tx: Tx, office: Office, places: number): Promise<TicketRow[]> =>
  rows<TicketRow>(tx, {
    name: 'near-heads',
    text: `SELECT ${columns} FROM unnest($2::text[]) AS s (code)
      CROSS JOIN LATERAL (
        SELECT * FROM ticket WHERE office = $1 AND state = 'waiting' AND service = s.code
        ORDER BY due_at, issue_order LIMIT $3) t
      WHERE t.contact_ref IS NOT NULL AND t.told_near_at IS NULL ORDER BY t.issue_order`,
    values: [office.code, office.services.map(({ code }) => code), places + 1],
  });

async function markTold(tx: Tx, ticket: TicketRow, now: Date): Promise<TicketRow | undefined> {
  const [told] = await rows<TicketRow>(tx, {
    name: 'near-told',
    text: `WITH told AS (
        UPDATE ticket SET told_near_at = $3, version = version + 1, changed_at = greatest($3, changed_at)
        WHERE id = $1 AND version = $2 RETURNING *),
      noted AS (${notePeriod('told', { actor: `'system'`, action: `'turn-near'` })})
      SELECT ${columns} FROM told t`,
    values: [ticket.id, ticket.version, now],
  });
  return told;
}
