import { z } from 'zod';
import { code, id, instant, words } from '../kit/primitives';

export const counterState = z.enum(['ready', 'serving', 'paused', 'closed']).meta({ id: 'CounterState' });
export type CounterState = z.output<typeof counterState>;

/** All services of the office when `services` is absent; the operator is who the token names. */
export const sessionRequest = z
  .strictObject({
    services: z.array(code).min(1).max(100).optional(),
    skills: z.array(code).max(50).optional(),
  })
  .prefault({})
  .meta({ id: 'CounterSessionRequest' });

export const pauseRequest = z.strictObject({ reason: words(200) }).meta({ id: 'PauseRequest' });

export const counterSession = z
  .object({
    counter: code,
    operator: z.string().describe('The subject of the token that holds it.'),
    state: counterState,
    reason: z.string().optional(),
    services: z.array(code),
    skills: z.array(code),
    leaseUntil: instant.describe('Closed then, unless the operator gives a sign: any call, or a heartbeat.'),
    ticket: id.optional().describe('The ticket that is called to the counter or served at it.'),
  })
  .meta({ id: 'CounterSession' });
export type CounterSession = z.output<typeof counterSession>;
