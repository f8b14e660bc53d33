import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { instant, localDate, words } from '../kit/primitives';
import { listOffices } from './city.operations';
import { office, officeCode, officeDefinition, resource } from './office';
import { outcome, ticketState } from './ticket';

const inOffice = z.object({ office: officeCode });

export const putOffice = defineOperation({
  id: 'putOffice',
  service: 'queue',
  method: 'put',
  path: '/offices/{office}',
  tag: 'Offices',
  summary: 'Open an office, or change it',
  description: 'An office is data: no deployment. A change needs `If-Match` with the version that was read.',
  scope: 'queue:admin',
  office: 'office',
  params: inOffice,
  body: officeDefinition,
  ifMatch: 'on-update',
  success: [
    { status: 200, description: 'Changed.', body: office, etag: true },
    { status: 201, description: 'Opened.', body: office, etag: true },
  ],
  refusals: ['version-required', 'version-mismatch', 'office-rules-in-use'],
});

export const getOffice = defineOperation({
  id: 'getOffice',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}',
  tag: 'Offices',
  summary: 'Read an office',
  scope: 'public',
  params: inOffice,
  success: [{ status: 200, description: 'The office.', body: office, etag: true }],
  refusals: [],
});

const ofResource = z.object({ office: officeCode, resource });
const presence = z
  .object({ office: officeCode, resource, present: z.boolean(), since: instant.optional() })
  .meta({ id: 'ResourcePresence' });

export const putPresence = defineOperation({
  id: 'putPresence',
  service: 'queue',
  method: 'put',
  path: '/offices/{office}/resources/{resource}',
  tag: 'Offices',
  summary: 'Say whether a resource, such as the prosecutor, is present',
  description: 'While it is not, tickets of services that need it are not called: they keep their rank.',
  scope: 'queue:presence',
  office: 'office',
  params: ofResource,
  body: z.strictObject({ present: z.boolean() }),
  success: [{ status: 200, description: 'Since when it is so.', body: presence }],
  refusals: [],
});

export const getPresence = defineOperation({
  id: 'getPresence',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/resources/{resource}',
  tag: 'Offices',
  summary: 'Whether a resource is present',
  scope: 'queue:read',
  office: 'office',
  params: ofResource,
  success: [
    { status: 200, description: 'Since when it is so; not said yet is not present.', body: presence },
  ],
  refusals: [],
});

const dayEnd = z
  .object({
    office: officeCode,
    day: localDate,
    at: instant,
    reason: z.string(),
    /** What became of those who still waited: how many, by state. */
    tickets: z.array(z.object({ state: ticketState, outcome: outcome.optional(), count: z.int().min(1) })),
  })
  .meta({ id: 'DayEnd' });

export const closeDay = defineOperation({
  id: 'closeDay',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/day/close',
  tag: 'Offices',
  summary: 'End the day of an office, also with people waiting',
  description:
    'No more tickets until the next opening. Who waits ends as `closed-unserved` (`closed-by-day-end`), or, with ' +
    '`returnOn`, may come back on that day with priority; who is called or served is finished.',
  scope: 'queue:manage',
  office: 'office',
  params: inOffice,
  body: z.strictObject({ reason: words(500), returnOn: localDate.optional() }),
  idempotencyKey: true,
  success: [{ status: 200, description: 'The day is over.', body: dayEnd }],
  refusals: ['return-date-invalid'],
});

export const officeOperations = [
  putOffice,
  getOffice,
  listOffices,
  putPresence,
  getPresence,
  closeDay,
] as const;
