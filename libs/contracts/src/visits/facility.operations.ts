import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { officeCode } from '../queue/office';
import { facilityRulesRequest, facilityRulesView } from './facility';

const ofFacility = {
  service: 'visits',
  path: '/facilities/{office}/rules',
  tag: 'Facilities',
  office: 'office',
  params: z.object({ office: officeCode }),
} as const;

export const getFacilityRules = defineOperation({
  ...ofFacility,
  id: 'getFacilityRules',
  method: 'get',
  summary: 'Read what holds in a facility, each limit with its legal basis',
  scope: 'visits:book',
  success: [{ status: 200, description: 'The rules.', body: facilityRulesView, etag: true }],
  refusals: [],
});

export const putFacilityRules = defineOperation({
  ...ofFacility,
  id: 'putFacilityRules',
  method: 'put',
  summary: 'Set the rules of a facility',
  description: 'A limit is data: no deployment. A change needs `If-Match` with the version that was read.',
  scope: 'visits:manage',
  body: facilityRulesRequest,
  ifMatch: 'on-update',
  success: [
    { status: 200, description: 'Changed.', body: facilityRulesView, etag: true },
    { status: 201, description: 'Set for the first time.', body: facilityRulesView, etag: true },
  ],
  refusals: ['version-required', 'version-mismatch'],
});

export const facilityOperations = [getFacilityRules, putFacilityRules] as const;
