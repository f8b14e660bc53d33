import { z } from 'zod';
import { code, id, instant, localDate } from '../kit/primitives';
import { officeCode } from './office';
import { outcome, ticketState } from './ticket';

const done = {
  at: instant,
  actor: z.string().describe('Who did it: the subject of the token, or `system`.'),
  action: z.string(),
  counter: code.optional(),
  reason: z.string().optional(),
};

/** Its number then: who is put off, or comes from another day, may get another one. */
const numbered = { number: z.string(), businessDay: localDate };
const ofStep = { step: z.int().min(1), state: ticketState, service: code, outcome: outcome.optional() };

export const ticketAudit = z
  .object({
    ticket: id,
    office: officeCode,
    number: z.string(),
    businessDay: localDate,
    entries: z
      .array(z.object({ ...done, version: z.int().min(1), ...numbered, ...ofStep }))
      .describe('One for each version of the ticket, in order.'),
    /** Each time that somebody behind was called before. */
    overtakings: z.array(
      z.object({
        at: instant,
        actor: z.string(),
        counter: code,
        reason: z.string(),
        by: z.object({ ticket: id, number: z.string(), businessDay: localDate.optional() }),
      }),
    ),
  })
  .meta({ id: 'TicketAudit' });

/** What was done to the office, or to one of its tickets. */
export const auditEntry = z
  .object({
    ...done,
    ticket: id.optional(),
    number: z.string().optional(),
    businessDay: localDate.optional().describe('Of the number.'),
    version: z.int().min(1).optional(),
    ...z.object(ofStep).partial().shape,
    detail: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Codes and figures of an act on the office.'),
  })
  .meta({ id: 'AuditEntry' });
