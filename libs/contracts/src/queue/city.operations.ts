import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code, instant, pageOf, pageQuery } from '../kit/primitives';
import { office } from './office';
import { estimate } from './ticket';

const yesOrNo = z.enum(['true', 'false']);

/** Latitude and longitude in degrees: `43.2389,76.8897`, or with all the digits that a browser gives. */
const place = z
  .string()
  .regex(
    /^-?(90(\.0{1,20})?|[0-8]?\d(\.\d{1,20})?),-?(180(\.0{1,20})?|(1[0-7]\d|\d{1,2})(\.\d{1,20})?)$/,
    'latitude,longitude in degrees, such as 43.2389,76.8897',
  );

/** Who waits for a service, and how long somebody who came now would. */
const waitingHere = z.object({ service: code, count: z.int().min(0), estimate });

/** An office as somebody sees it who has to choose one. */
export const cityOffice = office
  .extend({
    openNow: z.boolean(),
    /** When it opens next; absent while it is open, and where it will not open again. */
    opensAt: instant.optional(),
    /** Absent while it is closed, and round the clock. */
    closesAt: instant.optional(),
    /** As the crow flies, from `near`. */
    distanceMeters: z.int().min(0).optional(),
    /** For that distance, at the urban speed that is configured. */
    travelMinutes: z.int().min(0).optional(),
    /** One for each service of the office; of the asked one alone with `service`. */
    waiting: z.array(waitingHere),
  })
  .meta({ id: 'CityOffice' });
export type CityOffice = z.output<typeof cityOffice>;

export const listOffices = defineOperation({
  id: 'listOffices',
  service: 'queue',
  method: 'get',
  path: '/offices',
  tag: 'Offices',
  summary: 'List the offices, the best to go to first',
  description:
    'With `service`: the offices that have it, by the wait for it (`p80Minutes`), and with `near` by wait and travel ' +
    'together; an unknown wait comes after those, a closed office last. Without: by distance from `near`, else by ' +
    'code. `open` picks those that are open now (`true`) or not (`false`); offices closed for good are listed with ' +
    '`closed=true` only. A wait may change between two pages: an office whose own wait stays the same is neither ' +
    'left out nor repeated.',
  scope: 'public',
  query: z.strictObject({
    service: code.optional(),
    near: place.optional(),
    open: yesOrNo.optional(),
    closed: yesOrNo.default('false'),
    ...pageQuery,
  }),
  success: [
    { status: 200, description: 'A page of offices, with who waits there.', body: pageOf(cityOffice) },
  ],
  refusals: [],
});
