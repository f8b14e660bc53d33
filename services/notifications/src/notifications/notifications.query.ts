import {
  type listNotifications,
  type Notification,
  type OutputOf,
  type InputOf,
  type Principal,
  Refusal,
} from '@kezek/contracts';
import { inTransaction, rows } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NotificationRow } from './notification.row';

interface AttemptView {
  readonly number: number;
  readonly provider: string;
  readonly state: Notification['attempts'][number]['state'];
  readonly at: string;
}

interface ViewRow extends NotificationRow {
  readonly attempts: readonly AttemptView[];
}

const columns = `n.*, (
  SELECT coalesce(json_agg(json_build_object('number', a.number, 'provider', a.provider, 'state', a.state,
    'at', to_json(coalesce(a.answered_at, a.written_at, a.marked_at, a.claimed_at))) ORDER BY a.number), '[]')
  FROM attempt a WHERE a.notification = n.id) AS attempts`;

// Whoever is limited to offices sees what concerns them and nothing else, as if it were not there.
const visible = (caller: Principal): readonly string[] | null =>
  caller.offices.includes('*') ? null : caller.offices;

@Injectable()
export class NotificationsQuery {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws {Refusal} `not-found`, also for a message of an office that isn't the caller's */
  async one(id: string, caller: Principal): Promise<Notification> {
    const found = await this.read(
      `SELECT ${columns} FROM notification n WHERE n.id = $1 AND ($2::text[] IS NULL OR n.office = ANY ($2))`,
      [id, visible(caller)],
    );
    const [row] = found;
    if (row === undefined) throw new Refusal('not-found');
    return viewOf(row);
  }

  /** Newest first; ids grow with time, so the last one of a page is where the next begins. */
  async page(
    { state, reference, after, limit }: InputOf<typeof listNotifications>['query'],
    caller: Principal,
  ): Promise<OutputOf<typeof listNotifications>> {
    const found = await this.read(
      `SELECT ${columns} FROM notification n
       WHERE ($1::text IS NULL OR n.state = $1) AND ($2::text IS NULL OR n.reference = $2)
         AND ($3::uuid IS NULL OR n.id < $3) AND ($4::text[] IS NULL OR n.office = ANY ($4))
       ORDER BY n.id DESC LIMIT $5`,
      [state ?? null, reference ?? null, positionOf(after), visible(caller), limit + 1],
    );
    const items = found.slice(0, limit).map(viewOf);
    const last = items.at(-1);
    return found.length > limit && last !== undefined ? { items, next: last.id } : { items };
  }

  private async read(text: string, values: readonly unknown[]): Promise<readonly ViewRow[]> {
    return await inTransaction(this.dataSource, (tx) =>
      rows<ViewRow & Record<string, unknown>>(tx, { text, values }),
    );
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function positionOf(after: string | undefined): string | null {
  if (after === undefined) return null;
  if (!uuid.test(after))
    throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'wrong-format' }] });
  return after;
}

const viewOf = (row: ViewRow): Notification => ({
  id: row.id,
  state: row.state,
  ...(row.status_reason !== null && { statusReason: row.status_reason }),
  template: { key: row.template_key, version: row.template_version },
  lane: row.lane,
  language: row.language,
  ...(row.encoding !== null && { encoding: row.encoding }),
  ...(row.segments !== null && { segments: row.segments }),
  createdAt: row.created_at.toISOString(),
  ...(row.not_before !== null && { notBefore: row.not_before.toISOString() }),
  expiresAt: row.expires_at.toISOString(),
  ...(row.reference !== null && { reference: row.reference }),
  attempts: row.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
});
