import { z } from 'zod';
import {
  code,
  id,
  chosenInstant,
  instant,
  language,
  localDate,
  text,
  version,
  words,
  timeZone,
  utcOffset,
} from '../kit/primitives';
import { officeCode, resource } from './office';

export const ticketState = z
  .enum([
    'booked',
    'waiting',
    'called',
    'serving',
    'parked',
    'return-later',
    'served',
    'no-show',
    'left',
    'cancelled',
    'transferred',
    'expired',
    'closed-unserved',
  ])
  .meta({ id: 'TicketState' });
export type TicketState = z.output<typeof ticketState>;

export const outcome = z
  .enum([
    'served',
    'partially-served',
    'refused-with-reason',
    'no-show',
    'left-by-visitor',
    'cancelled-by-operator',
    'appointment-withdrawn',
    'office-closed',
    'transferred',
    'redirected-office',
    'closed-by-day-end',
    'ended-by-logout',
    'ended-by-timeout',
  ])
  .meta({ id: 'Outcome' });
export type Outcome = z.output<typeof outcome>;

/** What an operator can say of a finished service; the other outcomes are facts that the system states. */
export const finishOutcome = outcome.extract([
  'served',
  'partially-served',
  'refused-with-reason',
  'redirected-office',
]);

/** What can be done with a ticket: the names are the last part of the paths. */
export const ticketAction = z
  .enum([
    'call',
    'recall',
    'start',
    'finish',
    'park',
    'resume',
    'transfer',
    'return-later',
    'no-show',
    'reopen',
    'cancel',
    'leave',
  ])
  .meta({ id: 'TicketAction' });
export type TicketAction = z.output<typeof ticketAction>;

export const channel = z.enum(['kiosk', 'desk', 'web', 'system']);

/** Why somebody may be called out of turn: a closed list, counted and published. */
export const overrideReason = z
  .enum([
    'emergency',
    'medical',
    'disability',
    'infant',
    'pregnancy',
    'elderly',
    'veteran',
    'hearing',
    'language',
    'returned',
    'operator-error',
    'system-error',
    'head-decision',
  ])
  .meta({ id: 'OverrideReason' });
export type OverrideReason = z.output<typeof overrideReason>;

export const appointment = z
  .strictObject({ reference: words(60), startsAt: chosenInstant })
  .meta({ id: 'Appointment' });

export const ticketRequest = z
  .strictObject({
    service: code,
    furtherServices: z
      .array(code)
      .max(10)
      .refine((all) => new Set(all).size === all.length, 'each once')
      .optional()
      .describe(
        'Other services of the same visit; the one with the shortest wait comes first, whatever the order here.',
      ),
    channel,
    language,
    phone: words(30).optional().describe('A Kazakh mobile number; kept sealed, never shown again.'),
    iin: words(20)
      .optional()
      .describe('Individual identification number, 12 digits; kept as a keyed hash only.'),
    priority: code
      .optional()
      .describe('One of the priorities that the office gives: it brings the deadline forward.'),
    appointment: appointment.optional(),
  })
  .meta({ id: 'TicketRequest' });
export type TicketRequest = z.output<typeof ticketRequest>;

const wholeMinutes = z.int().min(0);

/** Minutes, rounded outwards to five. */
export const band = z.object({ fromMinutes: wholeMinutes, toMinutes: wholeMinutes }).meta({ id: 'Band' });
export type Band = z.output<typeof band>;

export const estimate = z
  .discriminatedUnion('known', [
    z.object({
      known: z.literal(true),
      p50Minutes: z
        .number()
        .min(0)
        .describe('Half of those who stand so wait no longer until they are called.'),
      p80Minutes: z.number().min(0).describe('Four of five wait no longer.'),
      withinTarget: z.number().min(0).max(1).describe('Probability of being called within the target.'),
      band,
      basis: z.enum(['simulation', 'queue-length', 'configured']),
    }),
    z.object({
      known: z.literal(false),
      reason: z.enum(['no-counter-open', 'not-waiting', 'office-closed', 'resource-absent']),
    }),
  ])
  .meta({ id: 'Estimate' });
export type Estimate = z.output<typeof estimate>;

/** One service of a visit. */
export const ticketStep = z.object({ service: code, state: ticketState, outcome: outcome.optional() });
export type TicketStep = z.output<typeof ticketStep>;

const waitingFor = z
  .array(resource)
  .optional()
  .describe(
    'Who must come before the ticket can be called, beside an operator; absent where nobody is missing.',
  );
const overtakenTimes = z
  .int()
  .min(0)
  .describe(
    'How often somebody who came later, or was heard of later (`synced`), was called before; `track` tells why.',
  );

export const ticket = z
  .object({
    id,
    office: officeCode,
    service: code,
    number: z
      .string()
      .describe(
        'What is shown and called, such as `K012`: the only one of its business day, and of all that are open in the ' +
          'office, but for those that are booked.',
      ),
    state: ticketState,
    outcome: outcome.optional(),
    reason: z
      .string()
      .optional()
      .describe('Why it was put aside, sent away or ended, where somebody said so.'),
    channel,
    language,
    issuedAt: instant,
    syncedAt: instant
      .optional()
      .describe('A kiosk without a line gave it out, and the queue heard of it then.'),
    saidAt: instant
      .optional()
      .describe(
        'When the kiosk says that it did, where nothing bears that out: it waits from `syncedAt` on.',
      ),
    businessDay: localDate.describe('The day of its number, by the cut of the office.'),
    dueAt: instant.describe('By when it should be called: basis + target − priority.'),
    position: z.int().min(1).optional().describe('1 is next.'),
    estimate,
    counter: code.optional().describe('Where it is called to, is served or was last.'),
    firstCalledAt: instant.optional().describe('Kept for ever: the wait is measured to it.'),
    servingStartedAt: instant.optional().describe('Kept for ever: the wait is measured to it, too.'),
    endedAt: instant.optional(),
    priority: code.optional(),
    appointment: appointment.optional(),
    returnOn: localDate.optional().describe('The day of a `return-later` ticket.'),
    forCounter: code.optional().describe('Transferred to this counter alone.'),
    waitingFor,
    overtakenTimes,
    steps: z.array(ticketStep).describe('In their order; those still to come are `booked`.'),
    version,
    actions: z.array(ticketAction).describe('What staff may ask of it now: the last part of the path.'),
  })
  .meta({ id: 'Ticket' });
export type Ticket = z.output<typeof ticket>;

/** The answer to who issues a ticket, and to nobody else: no other call shows the token. */
export const issuedTicket = ticket
  .extend({
    trackingToken: z
      .string()
      .describe(
        '128 unguessable bits, for the visitor alone: whoever has it is the visitor. Told only here.',
      ),
  })
  .meta({ id: 'IssuedTicket' });
export type IssuedTicket = z.output<typeof issuedTicket>;

export const history = z
  .object({
    periods: z.array(
      z.object({
        step: z.int().min(1),
        state: ticketState,
        from: instant,
        to: instant.optional(),
        service: code,
        actor: z.string(),
        action: z
          .string()
          .describe(
            'What the actor did: `issue`, `call` and so on; `sync` where a kiosk without a line issued it.',
          ),
        counter: code.optional(),
        outcome: outcome.optional(),
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'TicketHistory' });

export const track = z
  .object({
    office: officeCode,
    service: code,
    names: z
      .object({ office: text, service: text.optional(), counter: text.optional() })
      .describe("What people call them; a counter needn't have a name."),
    number: z.string(),
    businessDay: localDate.describe('The day of the number.'),
    state: ticketState,
    position: z.int().min(1).optional(),
    estimate,
    counter: code.optional(),
    waitingFor,
    returnOn: localDate.optional(),
    overtaken: z.array(z.object({ at: instant, reason: z.string() })),
    timeZone: timeZone.describe("The office's."),
    utcOffset: utcOffset.describe('Of its clocks, now.'),
    actions: z.array(ticketAction),
  })
  .meta({ id: 'Track' });
export type Track = z.output<typeof track>;
