import { z } from 'zod';
import { code, id, instant, text, timeZone, utcOffset } from '../kit/primitives';
import { counterState } from './counter';
import { officeCode } from './office';
import { band } from './ticket';

/** Two numbers may look the same over time; a ticket is this one alone. Its id is no secret, and opens nothing. */
const ofTicket = { ticket: id.describe('Whose call it is: what the wall keeps its lines by.') };

export const boardCall = z
  .object({
    ...ofTicket,
    number: z.string(),
    counter: code,
    state: z.enum(['called', 'serving']),
    calledAt: instant,
    version: z.int().describe("The ticket's version: a delta with a smaller one is old."),
  })
  .meta({ id: 'BoardCall' });

/** A call to be shown, spoken and repeated: from `at` on, not before. */
export const announcement = z
  .object({
    ...ofTicket,
    number: z.string(),
    counter: code,
    at: instant.describe(
      'At least six seconds after the one before in the office; always the same of a call, and of its repetition.',
    ),
    text: z.object({ kk: z.string(), ru: z.string(), en: z.string() }),
    version: z
      .int()
      .describe("The ticket's version when it was called, or called again: grows when the call is repeated."),
  })
  .meta({ id: 'Announcement' });
export type Announcement = z.output<typeof announcement>;

/** Who waits for a service, and how long somebody who comes now would. */
export const boardWaiting = z
  .object({
    service: code,
    name: text,
    count: z.int().min(0),
    p80Minutes: z.number().min(0).optional().describe("Absent, like `band`, where it can't be told."),
    band: band.optional(),
  })
  .meta({ id: 'BoardWaiting' });

export const boardCounter = z
  .object({ code, state: counterState, name: text.optional() })
  .meta({ id: 'BoardCounter' });

/** What hangs on the wall: numbers and counters, never names of people. */
export const board = z
  .object({
    office: officeCode,
    name: text.describe("The office's."),
    sequence: z.int().min(0).describe('Grows with every change.'),
    at: instant,
    timeZone: timeZone.describe("The office's."),
    utcOffset: utcOffset.describe('Of its clocks, at `at`.'),
    calls: z.array(boardCall),
    /**
     * The last five that were made, and those that are due, in the order of `at`; who is being served is not among them.
     * A ticket stands here twice while the repetition of its call is due.
     */
    announcements: z.array(announcement),
    waiting: z.array(boardWaiting),
    counters: z.array(boardCounter),
  })
  .meta({ id: 'Board' });
export type Board = z.output<typeof board>;

/** What follows the `snapshot` on the stream, by the name of the server-sent event. */
export const boardDeltas = {
  called: boardCall,
  started: boardCall,
  ended: z.object({ ...ofTicket, number: z.string(), version: z.int() }),
  announcements: z.array(announcement),
  waiting: z.array(boardWaiting),
  counter: boardCounter,
};
export type BoardDelta = keyof typeof boardDeltas;
