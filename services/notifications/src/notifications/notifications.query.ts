import {
  type listNotifications,
  type Notification,
  type OutputOf,
  type InputOf,
  type Principal,
  Refusal,
} from '@kezek/contracts';
import { type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { AttemptRow } from './attempt.row';
import { NotificationRow } from './notification.row';

// Whoever is limited to offices sees what concerns them and nothing else, as if it were not there.
const visibleTo = ({ offices }: Principal) => (offices.includes('*') ? {} : { office: In(offices) });

@Injectable()
export class NotificationsQuery {
  constructor(private readonly work: Work) {}

  /** @throws {Refusal} `not-found`, also for a message of an office that isn't the caller's */
  one(id: string, caller: Principal): Promise<Notification> {
    return this.work.run(async (tx) => {
      const row = await tx.findOneBy(NotificationRow, { id, ...visibleTo(caller) });
      if (row === null) throw new Refusal('not-found');
      return viewOf(row, await attemptsOf(tx, [row]));
    });
  }

  /** Newest first; ids grow with time, so the last one of a page is where the next begins. */
  page(
    { state, reference, after, limit }: InputOf<typeof listNotifications>['query'],
    caller: Principal,
  ): Promise<OutputOf<typeof listNotifications>> {
    const where = {
      ...(state !== undefined && { state }),
      ...(reference !== undefined && { reference }),
      ...(after !== undefined && { id: LessThan(positionOf(after)) }),
      ...visibleTo(caller),
    };
    return this.work.run(async (tx) => {
      const found = await tx.find(NotificationRow, { where, order: { id: 'DESC' }, take: limit + 1 });
      const rows = found.slice(0, limit);
      const attempts = await attemptsOf(tx, rows);
      const items = rows.map((row) => viewOf(row, attempts));
      const last = items.at(-1);
      return found.length > limit && last !== undefined ? { items, next: last.id } : { items };
    });
  }
}

const attemptsOf = (tx: Tx, rows: readonly NotificationRow[]): Promise<AttemptRow[]> =>
  tx.find(AttemptRow, {
    where: { notification: In(rows.map(({ id }) => id)) },
    order: { notification: 'ASC', number: 'ASC' },
  });

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function positionOf(after: string): string {
  if (!uuid.test(after))
    throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'wrong-format' }] });
  return after;
}

const viewOf = (row: NotificationRow, attempts: readonly AttemptRow[]): Notification => ({
  id: row.id,
  state: row.state,
  ...(row.statusReason !== null && { statusReason: row.statusReason }),
  template: { key: row.templateKey, version: row.templateVersion },
  lane: row.lane,
  language: row.language,
  ...(row.encoding !== null && { encoding: row.encoding }),
  ...(row.segments !== null && { segments: row.segments }),
  createdAt: row.createdAt.toISOString(),
  ...(row.notBefore !== null && { notBefore: row.notBefore.toISOString() }),
  expiresAt: row.expiresAt.toISOString(),
  ...(row.reference !== null && { reference: row.reference }),
  attempts: attempts
    .filter(({ notification }) => notification === row.id)
    .map(({ number, provider, state, ...times }) => ({
      number,
      provider,
      state,
      at: (times.answeredAt ?? times.writtenAt ?? times.markedAt ?? times.claimedAt).toISOString(),
    })),
});
