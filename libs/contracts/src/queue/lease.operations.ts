import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, localDate } from '../kit/primitives';
import { lease, leaseAccount, leaseRequest, leaseSummary, leaseSync, leaseSynced } from './lease';
import { officeCode } from './office';

const inOffice = z.object({ office: officeCode });
const ofLease = z.object({ office: officeCode, lease: id });

export const giveLease = defineOperation({
  id: 'giveLease',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/leases',
  tag: 'Kiosks',
  summary: 'Take numbers to issue while the line is cut',
  description:
    'Numbers of the day’s series that nobody else can get, for this device alone, until the office closes. ' +
    'What is issued from them is reported with `sync`; what is not, is written down as unused.',
  scope: 'queue:issue',
  office: 'office',
  params: inOffice,
  body: leaseRequest,
  idempotencyKey: true,
  success: [{ status: 201, description: 'The numbers, and the signed lease.', body: lease }],
  refusals: ['office-closed', 'service-unknown', 'too-many-tickets'],
});

export const syncLease = defineOperation({
  id: 'syncLease',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/leases/{lease}/sync',
  tag: 'Kiosks',
  summary: 'Report what was issued from a lease',
  description:
    'In any order, in parts, as often as needed: the same ticket is `repeated` and nothing happens twice. ' +
    'Times are kept as they were. `final` writes off what was not used.',
  scope: 'queue:issue',
  office: 'office',
  params: ofLease,
  body: leaseSync,
  success: [{ status: 200, description: 'What became of each ticket.', body: leaseSynced }],
  refusals: ['lease-invalid', 'lease-settled', 'conflict'],
});

export const getLease = defineOperation({
  id: 'getLease',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/leases/{lease}',
  tag: 'Kiosks',
  summary: 'Account for every number of a lease',
  scope: 'queue:read',
  office: 'office',
  params: ofLease,
  success: [{ status: 200, description: 'Used, unused, conflicting, outstanding.', body: leaseAccount }],
  refusals: [],
});

export const listLeases = defineOperation({
  id: 'listLeases',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/leases',
  tag: 'Kiosks',
  summary: 'List the leases of a business day, oldest first',
  scope: 'queue:read',
  office: 'office',
  params: inOffice,
  query: z.strictObject({ day: localDate.optional() }),
  success: [
    {
      status: 200,
      description: 'Every lease of the day; of today where none is named.',
      body: z.object({ items: z.array(leaseSummary) }),
    },
  ],
  refusals: [],
});

export const leaseOperations = [giveLease, syncLease, getLease, listLeases] as const;
