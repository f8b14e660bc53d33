import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, localDate, pageOf, pageQuery } from '../kit/primitives';
import { auditEntry, ticketAudit } from './audit';
import { officeCode } from './office';
import { grouping, statistics } from './statistics';

const inOffice = z.object({ office: officeCode });

export const officeStatistics = defineOperation({
  id: 'officeStatistics',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/statistics',
  tag: 'Oversight',
  summary: 'Waits, service times and ends of an office’s business days',
  description:
    'Recomputed from the periods of the visits that were issued on the business days `from` to `to`, inclusive; today ' +
    'where neither is given, 400 days at most (31 by hour), 45 of them not sealed yet or corrected since. `by` adds groups. By hour a step belongs to the hour in ' +
    'which its wait began; by counter and operator each figure belongs to who called or served, and what happened ' +
    'without anybody (an issue, who left) to nobody; only what a kiosk synced is that kiosk’s. `by=operator` needs the scope `oversight:read` as well. A day that is over ' +
    'is sealed; facts that come later are shown as corrections and are in all other figures. `Accept: text/csv` gives ' +
    'the same rows as a table.',
  scope: 'queue:read',
  office: 'office',
  params: inOffice,
  query: z.strictObject({
    from: localDate.optional(),
    to: localDate.optional(),
    by: grouping.optional(),
  }),
  success: [
    { status: 200, description: 'The figures.', body: statistics },
    {
      status: 200,
      description: 'The figures.',
      contentType: 'text/csv; charset=utf-8; header=present',
    },
  ],
  refusals: [],
});

export const auditTicket = defineOperation({
  id: 'auditTicket',
  service: 'queue',
  method: 'get',
  path: '/tickets/{id}/audit',
  tag: 'Oversight',
  summary: 'Who did what to a ticket, and why',
  scope: 'oversight:read',
  params: z.object({ id }),
  success: [{ status: 200, description: 'Everything since the issue.', body: ticketAudit }],
  refusals: [],
});

export const auditOffice = defineOperation({
  id: 'auditOffice',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/audit',
  tag: 'Oversight',
  summary: 'Who did what in an office on a business day, and why',
  description:
    'Acts on the office itself and on the tickets of that day, by time; today where no `day` is given.',
  scope: 'oversight:read',
  office: 'office',
  params: inOffice,
  query: z.strictObject({ day: localDate.optional(), ...pageQuery }),
  success: [{ status: 200, description: 'A page of entries.', body: pageOf(auditEntry) }],
  refusals: [],
});

export const oversightOperations = [officeStatistics, auditTicket, auditOffice] as const;
