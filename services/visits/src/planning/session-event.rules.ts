import type { EventDefinition, NewEvent } from '@kezek/contracts';
import type { Dated } from '../timetable/dated.rules';

/** A fact about a dated session; known by its template and its day. */
export const sessionEvent = (
  definition: EventDefinition,
  facility: string,
  session: Dated,
  { version, at }: { readonly version: number; readonly at: Date },
): NewEvent<EventDefinition> => ({
  definition,
  subject: session.id,
  key: facility,
  sequence: version,
  time: at.toISOString(),
  data: {
    office: facility,
    template: session.template,
    date: session.date,
    version,
    pools: session.definition.pools,
  },
});
