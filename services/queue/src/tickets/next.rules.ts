import type { Office } from '@kezek/contracts';
import { servableBy, type Profile } from '../counters/profile.rules';

/** What the order of calling looks at. */
export interface Waiting {
  readonly id: string;
  readonly service: string;
  readonly channel: string;
  readonly basisAt: Date;
  readonly dueAt: Date;
  readonly issueOrder: number;
}

/** Whose rules decide: the office's services with the skills that they need. */
export type Policy = Pick<Office, 'services'>;

/** Stated with every decision; a change of the order below is another version. */
export const nextRule = { name: 'earliest-deadline', version: 1 } as const;

/** Negative where `a` is called before `b`: the earlier deadline, then the order of issue. */
export const byDeadline = (a: Waiting, b: Waiting): number =>
  a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.issueOrder - b.issueOrder;

/**
 * Who may be called to a counter, in order. An appointment that is still to come is called early only when nobody
 * else waits, and never to somebody who may still be on the way (`web`).
 * `claim.query.ts` is the same rule in SQL; a test holds the two together.
 */
export function callNext<T extends Waiting>(
  waiting: readonly T[],
  profile: Profile,
  now: Date,
  policy: Policy,
): T[] {
  const servable = new Set(servableBy(policy, profile));
  const candidates = waiting.filter(({ service }) => servable.has(service)).sort(byDeadline);
  const due = candidates.filter(({ basisAt }) => basisAt <= now);
  const early = candidates.filter(({ basisAt, channel }) => basisAt > now && channel !== 'web');
  return [...due, ...early];
}
