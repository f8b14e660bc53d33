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

/** What a command changes beside state, version and outcome. */
export function effects(ticket: TicketRow, command: Command, { at, rules, headDueAt }: Moment): Effects {
  switch (command.action) {
    case 'call':
      return {
        changes: {
          ...callTimes(at, rules),
          counter: command.counter,
          calls: 1,
          firstCalledAt: ticket.firstCalledAt ?? at,
        },
        said: command.override === undefined ? {} : { override: command.override },
      };
    case 'recall':
      return only({ ...recallTimes(ticket, at, rules), calls: ticket.calls + 1 });
    case 'start':
      return only({ servingStartedAt: ticket.servingStartedAt ?? at, timerAt: null });
    case 'finish':
      return only({ reason: command.reason ?? null });
    case 'cancel':
      return only({ reason: command.reason });
    case 'park':
      return because(command.reason, { ...offCounter, reason: command.reason });
    case 'lose-counter':
      return because(command.reason, offCounter);
    case 'transfer':
      return {
        changes: { ...offCounter, step: ticket.step + 1, service: command.service, dueAt: command.dueAt },
        said: { from: ticket.service },
      };
    case 'reopen':
      return only(reopening(ticket, at, headDueAt));
    case 'end-by-logout':
    case 'end-by-timeout':
      return only({ durationReliable: false });
    case 'resume':
      return only({ reason: null });
    case 'no-show':
    case 'leave':
    case 'close-day':
      return only({});
  }
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
