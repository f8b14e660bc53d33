import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code, localDate, version, words } from '../kit/primitives';
import { officeCode } from '../queue/office';
import { excludedDate, moveResult, sessionTemplate, templatePreview } from './timetable';
import { visitReference } from './visit';

const inFacility = z.object({ office: officeCode });
const ofTemplate = z.object({ office: officeCode, code });
const onDate = z.object({ office: officeCode, date: localDate });
const onDateOfTemplate = z.object({ office: officeCode, code, date: localDate });

/** A template with its code and version, as it lies. */
export const storedTemplate = z
  .object({ office: officeCode, code, version, ...sessionTemplate.shape })
  .meta({ id: 'StoredTemplate' });
export type StoredTemplate = z.output<typeof storedTemplate>;

export const exclusion = z
  .object({
    ...excludedDate.shape,
    visits: z.array(visitReference).describe('Those of the day, which are flagged.'),
  })
  .meta({ id: 'Exclusion' });
export type Exclusion = z.output<typeof exclusion>;

const timetableCall = {
  service: 'visits',
  tag: 'Timetable',
  scope: 'visits:manage',
  office: 'office',
} as const;

export const putTemplate = defineOperation({
  ...timetableCall,
  id: 'putTemplate',
  method: 'put',
  path: '/facilities/{office}/templates/{code}',
  summary: 'Make a session that comes again, or change it',
  description:
    'While there are visits to come, weekday, times and kind stay as they are. Where places become fewer than are taken, ' +
    'or a session of a visit falls away, the visits are flagged, and none is cancelled: see `preview`.',
  params: ofTemplate,
  body: sessionTemplate,
  ifMatch: 'on-update',
  success: [
    { status: 200, description: 'Changed.', body: storedTemplate, etag: true },
    { status: 201, description: 'Made.', body: storedTemplate, etag: true },
  ],
  refusals: ['version-required', 'version-mismatch', 'template-frozen', 'room-occupied'],
});

export const listTemplates = defineOperation({
  ...timetableCall,
  id: 'listTemplates',
  method: 'get',
  path: '/facilities/{office}/templates',
  summary: 'Every session that comes again',
  scope: 'visits:operate',
  params: inFacility,
  success: [{ status: 200, description: 'By code.', body: z.object({ items: z.array(storedTemplate) }) }],
  refusals: [],
});

export const previewChangeOfTemplate = defineOperation({
  ...timetableCall,
  id: 'previewChangeOfTemplate',
  method: 'post',
  path: '/facilities/{office}/templates/{code}/preview',
  summary: 'What a change of a template would do; it changes nothing',
  params: ofTemplate,
  body: sessionTemplate,
  success: [{ status: 200, description: 'Sessions and visits that it touches.', body: templatePreview }],
  refusals: [],
});

export const moveVisits = defineOperation({
  ...timetableCall,
  id: 'moveVisits',
  method: 'post',
  path: '/facilities/{office}/templates/{code}/move-visits',
  summary: "Move a template's visits into another one's sessions of the same weeks",
  description:
    'Who booked first is placed first; every rule is asked again. The dry run tells the same and changes nothing.',
  params: ofTemplate,
  body: z.strictObject({
    to: code.describe('The template into whose sessions they go.'),
    from: localDate.optional().describe('Visits of this day and later; absent: of today and later.'),
    dryRun: z.boolean().default(false),
    reason: words(500),
  }),
  idempotencyKey: true,
  success: [{ status: 200, description: 'Which went where, and which stay.', body: moveResult }],
  refusals: ['conflict'],
});

const dayCall = { ...timetableCall, summary: 'Nothing takes place on a day' } as const;
const reason = z.strictObject({ reason: words(500) });
const excluded = {
  status: 200,
  description: 'It is excluded; its visits are flagged.',
  body: exclusion,
} as const;
const restored = { status: 204, description: 'It is a day as others are: its flags are gone.' } as const;

export const excludeDate = defineOperation({
  ...dayCall,
  id: 'excludeDate',
  method: 'put',
  path: '/facilities/{office}/excluded-dates/{date}',
  params: onDate,
  body: reason,
  success: [excluded],
  refusals: [],
});

export const restoreDate = defineOperation({
  ...dayCall,
  id: 'restoreDate',
  method: 'delete',
  path: '/facilities/{office}/excluded-dates/{date}',
  summary: 'Take a day as others again',
  params: onDate,
  success: [restored],
  refusals: [],
});

export const excludeTemplateDate = defineOperation({
  ...dayCall,
  id: 'excludeTemplateDate',
  method: 'put',
  path: '/facilities/{office}/templates/{code}/excluded-dates/{date}',
  summary: 'A template does not take place on a day',
  params: onDateOfTemplate,
  body: reason,
  success: [excluded],
  refusals: [],
});

export const restoreTemplateDate = defineOperation({
  ...dayCall,
  id: 'restoreTemplateDate',
  method: 'delete',
  path: '/facilities/{office}/templates/{code}/excluded-dates/{date}',
  summary: 'A template takes place on a day after all',
  params: onDateOfTemplate,
  success: [restored],
  refusals: [],
});

export const listExcludedDates = defineOperation({
  ...timetableCall,
  id: 'listExcludedDates',
  method: 'get',
  path: '/facilities/{office}/excluded-dates',
  summary: 'On which days nothing takes place, or a template does not',
  scope: 'visits:operate',
  params: inFacility,
  query: z.object({ from: localDate.optional(), to: localDate.optional() }),
  success: [{ status: 200, description: 'By date.', body: z.object({ items: z.array(excludedDate) }) }],
  refusals: [],
});

export const timetableOperations = [
  putTemplate,
  listTemplates,
  previewChangeOfTemplate,
  moveVisits,
  excludeDate,
  restoreDate,
  excludeTemplateDate,
  restoreTemplateDate,
  listExcludedDates,
] as const;
