import type { OfficeRules, Outcome } from '@kezek/contracts';
import { latest, plusSeconds } from '@kezek/platform';
import type { TicketRow } from './ticket.row';

/** Where a ticket stands: from when its wait counts, what was promised, and by when it should be called. */
export type Standing = Pick<TicketRow, 'basisAt' | 'targetAt' | 'dueAt'>;

/** Another number: of another day's series, or because somebody has the one before. */
export type Renumbered = Pick<TicketRow, 'number' | 'businessDay'>;

/** What is asked of a ticket. */
export type Command =
  | { readonly action: 'call'; readonly counter: string; readonly override?: string | undefined }
  | { readonly action: 'finish'; readonly outcome: Outcome; readonly reason?: string | undefined }
  | {
      readonly action: 'park' | 'cancel' | 'withdraw' | 'close-office' | 'lose-counter';
      readonly reason: string;
    }
  /** Planned: what is still given of the services that were to come. */
  | {
      readonly action: 'reopen';
      readonly reason: string;
      readonly planned: readonly string[];
      readonly renumbered?: Renumbered | undefined;
    }
  | {
      readonly action: 'transfer';
      readonly service: string;
      readonly counter?: string | undefined;
      readonly reason?: string | undefined;
    }
  | ({
      readonly action: 'next-step';
      readonly service: string;
      readonly forCounter: string | null;
      readonly reason: 'transferred' | 'next-service';
    } & Omit<Standing, 'basisAt'>)
  | { readonly action: 'resume'; readonly renumbered?: Renumbered | undefined }
  | {
      readonly action: 'return-later';
      readonly on: string;
      /** When the office receives nobody more on that day. */
      readonly until: Date;
      readonly reason: string;
      readonly renumbered?: Renumbered | undefined;
    }
  /** With a reason: somebody ended the day before its hours did. */
  | { readonly action: 'close-day'; readonly reason?: string | undefined }
  | ({ readonly action: 'arrive'; readonly renumbered?: Renumbered | undefined } & Standing)
  | ({
      readonly action: 'reschedule';
      readonly service: string;
      readonly appointmentAt: Date;
      readonly renumbered?: Renumbered | undefined;
    } & Standing)
  | {
      readonly action:
        'recall' | 'start' | 'no-show' | 'leave' | 'end-by-logout' | 'end-by-timeout' | 'expire';
    };

export type Changes = { -readonly [K in keyof TicketRow]?: TicketRow[K] };

interface Effects {
  readonly changes: Changes;
  /** What the event says beside the ticket. Agencies read it: codes, never what somebody typed, which may name people. */
  readonly said: Readonly<Record<string, string>>;
}

interface Moment {
  readonly at: Date;
  readonly rules: OfficeRules;
  readonly headDueAt?: Date | undefined;
  readonly by: 'operator' | 'visitor' | 'system';
}

/** What a first call sets: repeated after a while, then given up after another. */
export function callTimes(at: Date, rules: OfficeRules) {
  const timerAt = plusSeconds(at, rules.recallAfterSeconds);
  return { calledAt: at, timerAt, callExpiresAt: plusSeconds(timerAt, rules.noShowAfterSeconds) };
}

/** A repeated call gives the visitor the whole second wait again. */
function recallTimes(ticket: TicketRow, at: Date, rules: OfficeRules) {
  const until = latest(plusSeconds(at, rules.noShowAfterSeconds), ticket.callExpiresAt ?? at);
  return { timerAt: until, callExpiresAt: until };
}

const offCounter = {
  counter: null,
  calledAt: null,
  calls: 0,
  timerAt: null,
  callExpiresAt: null,
  forCounter: null,
} as const satisfies Changes;

const officeClosed = { reason: 'office-closed' } as const;

const only = (changes: Changes): Effects => ({ changes, said: {} });
const because = (reason: string, changes: Changes): Effects => ({ changes, said: { reason } });

/** From the first beginning of a service to its last end is more than it took. */
const interrupted = ({ servingStartedAt }: TicketRow): Changes =>
  servingStartedAt === null ? {} : { durationReliable: false };

type Of<A extends Command['action']> = Extract<Command, { action: A }>;
type Effect<C extends Command> = (ticket: TicketRow, command: C, moment: Moment) => Effects;

const nothing: Effect<Command> = () => only({});
const unreliable: Effect<Command> = () => only({ durationReliable: false });

const byAction: { readonly [A in Command['action']]: Effect<Of<A>> } = {
  call: (ticket, { counter, override }, { at, rules }) => ({
    changes: { ...callTimes(at, rules), counter, calls: 1, firstCalledAt: ticket.firstCalledAt ?? at },
    said: override === undefined ? {} : { override },
  }),
  recall: (ticket, _, { at, rules }) => only({ ...recallTimes(ticket, at, rules), calls: ticket.calls + 1 }),
  start: (ticket, _, { at }) => only({ servingStartedAt: ticket.servingStartedAt ?? at, timerAt: null }),
  finish: (_, { reason }) => only({ reason: reason ?? null }),
  cancel: (_, { reason }) => ({ changes: { reason }, said: { reason: 'operator' } }),
  withdraw: (_, { reason }) => because(reason, { reason }),
  'close-office': (_, { reason }) => because(reason, { reason }),
  park: (ticket, { reason }) => only({ ...offCounter, ...interrupted(ticket), reason }),
  resume: (_, { renumbered }) => only({ reason: null, returnOn: null, ...renumbered }),
  'return-later': (ticket, { on, until, reason, renumbered }, { by }) => ({
    changes: { ...offCounter, ...interrupted(ticket), ...renumbered, reason, returnOn: on },
    said: { returnOn: on, expiresAt: until.toISOString(), ...(by === 'system' && officeClosed) },
  }),
  transfer: (ticket, { service, reason }) => ({
    changes: { reason: reason ?? null },
    said: { from: ticket.service, to: service },
  }),
  'next-step': (ticket, { service, forCounter, reason, targetAt, dueAt }) =>
    because(reason, { ...nextStep(ticket, service), forCounter, targetAt, dueAt }),
  arrive: (_, { renumbered, basisAt, targetAt, dueAt }) =>
    because('arrived', { ...renumbered, basisAt, targetAt, dueAt }),
  reschedule: (_, { service, appointmentAt, renumbered, basisAt, targetAt, dueAt }) =>
    only({ service, appointmentAt, ...renumbered, basisAt, targetAt, dueAt }),
  reopen: (ticket, { planned, renumbered }, { at, headDueAt }) =>
    only({ ...reopening(ticket, at, headDueAt), ...renumbered, planned }),
  'lose-counter': (_, { reason }) => because(reason, offCounter),
  'end-by-logout': unreliable,
  'end-by-timeout': unreliable,
  'no-show': nothing,
  leave: nothing,
  'close-day': (_, { reason }) =>
    reason === undefined ? only({}) : { changes: { reason }, said: officeClosed },
  expire: nothing,
};

/** What a command changes beside state, version and outcome. */
export const effects = (ticket: TicketRow, command: Command, moment: Moment): Effects =>
  (byAction[command.action] as Effect<Command>)(ticket, command, moment);

/** The step that has ended goes to the others; number and basis of the wait stay. */
function nextStep(ticket: TicketRow, service: string): Changes {
  const { state, outcome } = ticket;
  return {
    ...offCounter,
    ...interrupted(ticket),
    step: ticket.step + 1,
    service,
    outcome: null,
    endedAt: null,
    reason: null,
    endedSteps: [...ticket.endedSteps, { service: ticket.service, state, ...(outcome && { outcome }) }],
    planned: ticket.planned.filter((code) => code !== service),
  };
}

/** Comes in behind who is next now, not in the old place. */
function reopening(ticket: TicketRow, at: Date, headDueAt: Date | undefined): Changes {
  const behindHead = headDueAt && plusSeconds(headDueAt, 0.001);
  return {
    ...offCounter,
    outcome: null,
    endedAt: null,
    reopenedAt: at,
    dueAt: behindHead ? latest(ticket.dueAt, behindHead) : ticket.dueAt,
  };
}
