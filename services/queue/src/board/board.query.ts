import type { Board, CounterState, Office } from '@kezek/contracts';
import { Clock, columnsOf, plusMinutes, read, utcOffsetOf } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SessionRow } from '../counters/session.row';
import { OfficesService } from '../offices/offices.service';
import { TicketRow } from '../tickets/ticket.row';
import { estimateIn, queueOf } from '../waiting/queue.query';
import { announcements, type Said } from './announcements.rules';

/** How long calls may have followed each other every six seconds. */
const backlogMinutes = 10;

@Injectable()
export class BoardQuery {
  constructor(
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** All of it as of one moment. */
  of(code: string): Promise<Board> {
    return this.dataSource.transaction('REPEATABLE READ', async (tx) => {
      const now = this.clock.now();
      const office = await this.offices.read(tx, code);
      const calls = await callsIn(tx, code);
      return {
        office: code,
        name: office.name,
        sequence: await sequenceOf(tx),
        at: now.toISOString(),
        // A wall shows the time of its place.
        timeZone: office.timeZone,
        utcOffset: utcOffsetOf(now, office.timeZone),
        calls: calls.map(({ id: ticket, ...call }) => ({
          ...call,
          ticket,
          calledAt: call.calledAt.toISOString(),
        })),
        announcements: announcements(office, await saidIn(tx, code, lookBackTo(calls, now)), now),
        waiting: await waitingIn(tx, office, now),
        counters: await countersOf(tx, office, calls),
      };
    });
  }
}

const shown = ['id', 'number', 'counter', 'state', 'calledAt', 'version'] as const;
type Call = Pick<TicketRow, 'id' | 'number' | 'version'> & {
  readonly counter: string;
  readonly state: 'called' | 'serving';
  readonly calledAt: Date;
};

/** The newest call first. */
const callsIn = (tx: EntityManager, office: string): Promise<Call[]> =>
  read<Call>(tx, {
    name: 'board-calls',
    text: `SELECT ${columnsOf(TicketRow, 't', shown)}
      FROM ticket t WHERE t.office = $1 AND t.state IN ('called', 'serving') ORDER BY t.called_at DESC, t.number, t.id`,
    values: [office],
  });

/** To the oldest call that hangs, and far enough to know when the one before it was announced. */
const lookBackTo = (calls: readonly Call[], now: Date): Date =>
  calls
    .filter(({ state }) => state === 'called')
    .reduce(
      (oldest, { calledAt }) => (calledAt < oldest ? calledAt : oldest),
      plusMinutes(now, -backlogMinutes),
    );

const saidIn = (tx: EntityManager, office: string, since: Date): Promise<Said[]> =>
  read<Said>(tx, {
    name: 'board-said',
    text: `SELECT p.ticket, t.number, p.counter, p.from_at AS "saidAt", p.version, p.action = 'recall' AS repeated,
        t.state = 'called' AND p.from_at >= t.called_at AS open
      FROM period p JOIN ticket t ON t.id = p.ticket
      WHERE p.office = $1 AND p.state = 'called' AND p.from_at >= $2`,
    values: [office, since],
  });

// How many transactions have ended, as this snapshot sees it: grows by every commit, and costs no row to lock.
async function sequenceOf(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ sequence: number }[]>(
    `SELECT (pg_snapshot_xmax(s)::text::bigint - (SELECT count(*) FROM pg_snapshot_xip(s))) AS sequence
     FROM pg_current_snapshot() AS s`,
  );
  return row?.sequence ?? 0;
}

async function waitingIn(tx: EntityManager, office: Office, now: Date): Promise<Board['waiting']> {
  const queue = await queueOf(tx, office, { tickets: [], now, all: true });
  return office.services.map(({ code: service, name }) => {
    const count = queue.waiting.find((ahead) => ahead.service === service)?.count ?? 0;
    const { estimate } = estimateIn(office, queue, { service, ahead: queue.waiting, waitedMinutes: 0 });
    const { p80Minutes, band } = estimate.known ? estimate : {};
    return { service, name, count, ...(band && { p80Minutes, band }) };
  });
}

/** A counter with a visitor is `serving`, whether called or sitting there. */
async function countersOf(
  tx: EntityManager,
  office: Office,
  calls: readonly Call[],
): Promise<Board['counters']> {
  const sessions = await tx.findBy(SessionRow, { office: office.code });
  const stateOf = (code: string): CounterState => {
    const state = sessions.find(({ counter }) => counter === code)?.state ?? 'closed';
    return state !== 'closed' && calls.some(({ counter }) => counter === code) ? 'serving' : state;
  };
  return office.counters.map(({ code, name }) => ({ code, state: stateOf(code), ...(name && { name }) }));
}
