import { Caller, operators, withCallers, type Ticket } from './caller.ts';
import { callers, office, type Stage } from './stage.ts';

export const request = { service: 'certificate', channel: 'kiosk', language: 'ru' } as const;
export const counterOf = (number: number): string => `/offices/${office}/counters/${String(number)}`;

/** All sixteen counters are open, each with its operator. */
export const openCounters = (stage: Stage): Promise<void> =>
  withCallers(stage, operators(callers), async (some) => {
    await Promise.all(
      some.map((operator, index) => operator.send('PUT', `${counterOf(index + 1)}/session`, {})),
    );
  });

/** So many more visitors wait since yesterday, as like one another as the ticket that is there. */
export async function fillHall({ database }: Stage, count: number): Promise<void> {
  await database.query(
    `INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, channel, language, issued_at, business_day,
       basis_at, due_at, target_at, changed_at, issued_by)
     SELECT uuidv7(), sha256(convert_to('bench-' || n, 'UTF8')), '', office, service, 'Z' || n, 'waiting', channel, language, issued_at,
       business_day, basis_at - interval '1 day', due_at - interval '1 day' + n * interval '1 millisecond',
       target_at - interval '1 day', changed_at, issued_by
     FROM (SELECT * FROM ticket ORDER BY issue_order LIMIT 1) AS one, generate_series(1, $1) AS n`,
    [count],
  );
  await database.query('VACUUM ANALYZE ticket');
}

/** Serves a ticket that was called at the operator's counter. */
export async function serve(operator: Caller, { id }: Pick<Ticket, 'id'>): Promise<void> {
  await operator.post(`/tickets/${id}/start`);
  await operator.post(`/tickets/${id}/finish`, { outcome: 'served' });
}

export const issue = (kiosk: Caller, extra: object = {}): Promise<Ticket> =>
  kiosk.post(`/offices/${office}/tickets`, { ...request, ...extra });
