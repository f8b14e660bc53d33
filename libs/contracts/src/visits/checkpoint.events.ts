import { z } from 'zod';
import { defineEvent, defineTopic } from '../kit/event';
import { code, id, instant, localDate } from '../kit/primitives';
import { appointmentReference } from '../queue/appointment.operations';
import { officeCode } from '../queue/office';
import { itemRule } from './facility';
import { completionCode } from './visit';

const days = 24 * 60 * 60 * 1000;

/** Nobody in a facility can take anything back from it. */
export const checkpointTopic = defineTopic({
  name: 'visits.checkpoint.v1',
  title: 'What happens at the checkpoint, for oversight; key = office',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 365 * days,
  audience: 'oversight',
});

const arrivalFacts = { office: officeCode, arrival: id, visit: appointmentReference.optional(), at: instant };

const arrivalEvent = <const N extends string, D extends z.ZodRawShape>(name: N, summary: string, more: D) =>
  defineEvent({
    type: `visits.checkpoint.${name}` as const,
    version: 1,
    topic: checkpointTopic,
    summary,
    data: z.object({ ...arrivalFacts, ...more }),
  });

/** By an opaque id: who it is, the facility knows. */
const member = { contact: id };
const locker = { locker: code };

export const partyArrived = arrivalEvent('arrived', 'A party stands at the checkpoint.', {
  persons: z.int().min(1),
  by: z.enum(['qr', 'reference', 'walk-in']),
});
export const memberIdentified = arrivalEvent('identified', 'A document was compared with its holder.', {
  ...member,
  result: z.enum(['matched', 'mismatch']),
});
export const memberScreened = arrivalEvent('screened', 'A person, or a bag, was looked through.', {
  ...member,
  bag: z.int().min(1).optional(),
  result: z.enum(['clear', 'alarm', 'refused', 'exempt']),
});
export const itemDetected = arrivalEvent('item-detected', 'Something was found that was not declared.', {
  ...member,
  item: code,
  rule: itemRule,
});
export const lockerAssigned = arrivalEvent('locker-assigned', 'The party has a locker.', locker);
export const lockerReleased = arrivalEvent('locker-released', 'The locker is empty.', locker);
export const memberEntered = arrivalEvent('entered', 'Somebody went in, by a pass that is used up.', member);
export const memberExited = arrivalEvent('exited', 'Somebody came out, and was looked at again.', {
  ...member,
  code: completionCode.optional(),
});

const counted = z.int().min(0);
export const checkpointDayClosed = defineEvent({
  type: 'visits.checkpoint.day-closed',
  version: 1,
  topic: checkpointTopic,
  summary: 'Who went in has come out, every locker is free, every denial has its reason.',
  data: z.object({
    office: officeCode,
    day: localDate,
    at: instant,
    arrived: counted,
    entered: counted,
    exited: counted,
    denied: counted,
  }),
  example: {
    office: 'ALM-SIZO',
    day: '2026-03-10',
    at: '2026-03-10T13:05:00.000Z',
    arrived: 61,
    entered: 57,
    exited: 57,
    denied: 2,
  },
});

export const checkpointEvents = [
  partyArrived,
  memberIdentified,
  memberScreened,
  itemDetected,
  lockerAssigned,
  lockerReleased,
  memberEntered,
  memberExited,
  checkpointDayClosed,
] as const;
