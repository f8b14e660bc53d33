import type { Office, Resource } from '@kezek/contracts';
import { latest } from '@kezek/platform';
import { canServe, servableBy, type Profile } from './profile.rules';

/** What the order of calling looks at. */
export interface Waiting {
  readonly id: string;
  readonly service: string;
  readonly channel: string;
  readonly basisAt: Date;
  readonly dueAt: Date;
  /** When a kiosk without a line told of it. */
  readonly syncedAt: Date | null;
  readonly issueOrder: number;
  readonly emergency: boolean;
  readonly overtakenTimes: number;
  readonly forCounter: string | null;
  readonly priority: string | null;
}

/** Who calls. */
export interface Caller extends Profile {
  readonly counter: string;
}

/** Whose rules decide, who of the needed resources is present, and which counters are open. */
export interface Policy extends Pick<Office, 'services'> {
  readonly rules: Pick<Office['rules'], 'overtakenAtMost'>;
  readonly present: readonly Resource[];
  readonly open: readonly Caller[];
}

/** Names the order below; a change of it is another version. */
export const nextRule = { name: 'earliest-deadline', version: 4 } as const;

/** Since when somebody has stood here for all to see: whom a kiosk issued without a line, since it told of it. */
const standsSince = ({ basisAt, syncedAt }: Waiting): Date => latest(basisAt, syncedAt ?? basisAt);

/** Negative where `a` was here before `b`. */
export const byArrival = (a: Waiting, b: Waiting): number =>
  standsSince(a).getTime() - standsSince(b).getTime() || a.issueOrder - b.issueOrder;

/** Negative where `a` is called before `b`: the earlier deadline, then the order of issue. */
export const byDeadline = (a: Waiting, b: Waiting): number =>
  a.dueAt.getTime() - b.dueAt.getTime() || a.issueOrder - b.issueOrder;

/** The codes of the services that can be given at a counter now. */
export const callableBy = (
  { services, present }: Pick<Policy, 'services' | 'present'>,
  profile: Profile,
): string[] =>
  servableBy({ services: services.filter((service) => absentFor(service, present).length === 0) }, profile);

/** Who must come before a ticket of the service can be called. */
export const absentFor = (
  { resources = [] }: Pick<Office['services'][number], 'resources'>,
  present: readonly Resource[],
): Resource[] => resources.filter((resource) => !present.includes(resource));

/**
 * Who may be called to a counter, in order: emergencies; then those who were overtaken as often as the office allows,
 * as they were here; then everybody by deadline. An appointment that is still to come is called early only when nobody
 * else waits, and never to somebody who may still be on the way (`web`).
 * `claim.query.ts` is the same rule in SQL; a test holds the two together.
 */
export function callNext<T extends Waiting>(
  waiting: readonly T[],
  caller: Caller,
  now: Date,
  policy: Policy,
): T[] {
  const candidates = candidatesFor(waiting, caller, policy).sort(byDeadline);
  const due = candidates.filter(({ basisAt, emergency }) => basisAt <= now && !emergency);
  const atBound = ({ overtakenTimes }: Waiting) => overtakenTimes >= policy.rules.overtakenAtMost;
  return [
    ...candidates.filter(({ emergency }) => emergency),
    ...due.filter(atBound).sort(byArrival),
    ...due.filter((ticket) => !atBound(ticket)),
    ...candidates.filter(
      ({ basisAt, channel, emergency }) => basisAt > now && channel !== 'web' && !emergency,
    ),
  ];
}

function candidatesFor<T extends Waiting>(waiting: readonly T[], caller: Caller, policy: Policy): T[] {
  const callable = new Set(callableBy(policy, caller));
  return waiting.filter(
    (ticket) =>
      callable.has(ticket.service) &&
      (ticket.forCounter === null ||
        ticket.forCounter === caller.counter ||
        !policy.open.some((other) => mayWaitFor(other, ticket, policy))),
  );
}

/** A visitor who was handed to one counter isn't lost when it closes, or gives the service no more. */
const mayWaitFor = (other: Caller, { forCounter, service }: Waiting, { services }: Policy): boolean =>
  other.counter === forCounter && services.some((one) => one.code === service && canServe(other, one));

/** Who of those the counter could have called was here before the one whom it called, and is still waiting. */
export const overtakenBy = <T extends Waiting>(
  called: Waiting,
  waiting: readonly T[],
  { now, ...caller }: Caller & { readonly now: Date },
  policy: Policy,
): T[] =>
  candidatesFor(waiting, caller, policy).filter(
    (other) => other.id !== called.id && other.basisAt <= now && byArrival(other, called) < 0,
  );
