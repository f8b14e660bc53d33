import type { OfficeRules, Outcome } from '@kezek/contracts';
import { latest, plusSeconds } from '@kezek/platform';
import type { TicketRow } from './ticket.row';

/** What is asked of a ticket. */
export type Command =
  | { readonly action: 'call'; readonly counter: string; readonly override?: string | undefined }
  | { readonly action: 'finish'; readonly outcome: Outcome; readonly reason?: string | undefined }
  | { readonly action: 'park' | 'cancel' | 'reopen' | 'lose-counter'; readonly reason: string }
  | { readonly action: 'transfer'; readonly service: string; readonly dueAt: Date }
  | {
      readonly action:
        | 'recall'
        | 'start'
        | 'no-show'
        | 'leave'
        | 'resume'
        | 'end-by-logout'
        | 'end-by-timeout'
        | 'close-day';
    };

export type Changes = { -readonly [K in keyof TicketRow]?: TicketRow[K] };

interface Effects {
  readonly changes: Changes;
  /** What the event says beside the ticket. */
  readonly said: Readonly<Record<string, string>>;
}

interface Moment {
  readonly at: Date;
  readonly rules: OfficeRules;
  readonly headDueAt?: Date | undefined;
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
} as const satisfies Changes;

const only = (changes: Changes): Effects => ({ changes, said: {} });
const because = (reason: string, changes: Changes): Effects => ({ changes, said: { reason } });

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
  cancel: (_, { reason }) => only({ reason }),
  park: (_, { reason }) => because(reason, { ...offCounter, reason }),
  resume: () => only({ reason: null }),
  transfer: (ticket, { service, dueAt }) => ({
    changes: { ...offCounter, step: ticket.step + 1, service, dueAt },
    said: { from: ticket.service },
  }),
  reopen: (ticket, _, { at, headDueAt }) => only(reopening(ticket, at, headDueAt)),
  'lose-counter': (_, { reason }) => because(reason, offCounter),
  'end-by-logout': unreliable,
  'end-by-timeout': unreliable,
  'no-show': nothing,
  leave: nothing,
  'close-day': nothing,
};

/** What a command changes beside state, version and outcome. */
export const effects = (ticket: TicketRow, command: Command, moment: Moment): Effects =>
  (byAction[command.action] as Effect<Command>)(ticket, command, moment);

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
