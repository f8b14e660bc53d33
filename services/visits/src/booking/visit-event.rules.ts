import type { EventDefinition, NewEvent } from '@kezek/contracts';
import type { VisitRow } from './visit.row';

/** A fact about a visit as it is now; the event's own schema takes what belongs to it. */
export const visitEvent = (
  definition: EventDefinition,
  visit: VisitRow,
  said: Readonly<Record<string, unknown>> = {},
): NewEvent<EventDefinition> => ({
  definition,
  subject: visit.ref,
  key: visit.detainee,
  sequence: visit.version,
  time: visit.changedAt.toISOString(),
  data: {
    visit: visit.ref,
    office: visit.facility,
    service: visit.service,
    startsAt: visit.startsAt.toISOString(),
    language: visit.language,
    version: visit.version,
    state: visit.state,
    code: visit.code ?? undefined,
    ...said,
  },
});
