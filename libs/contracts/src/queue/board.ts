import { z } from 'zod';
import { code, instant } from '../kit/primitives';
import { counterState } from './counter';
import { officeCode } from './office';

export const boardCall = z
  .object({
    number: z.string(),
    counter: code,
    state: z.enum(['called', 'serving']),
    calledAt: instant,
    /** The ticket's version: a delta with a smaller one is old. */
    version: z.int(),
  })
  .meta({ id: 'BoardCall' });

export const boardWaiting = z
  .object({ service: code, count: z.int().min(0), p80Minutes: z.number().min(0).optional() })
  .meta({ id: 'BoardWaiting' });

export const boardCounter = z.object({ code, state: counterState }).meta({ id: 'BoardCounter' });

/** What hangs on the wall: numbers and counters, never names. */
export const board = z
  .object({
    office: officeCode,
    /** Grows with every change. */
    sequence: z.int().min(0),
    at: instant,
    calls: z.array(boardCall),
    waiting: z.array(boardWaiting),
    counters: z.array(boardCounter),
  })
  .meta({ id: 'Board' });
export type Board = z.output<typeof board>;

/** What follows the `snapshot` on the stream, by the name of the server-sent event. */
export const boardDeltas = {
  called: boardCall,
  started: boardCall,
  ended: z.object({ number: z.string(), version: z.int() }),
  waiting: z.array(boardWaiting),
  counter: boardCounter,
};
export type BoardDelta = keyof typeof boardDeltas;
