import { z } from 'zod';
import { defineEvent, defineTopic } from '../kit/event';
import { code, id, instant, localDate, words } from '../kit/primitives';
import { officeCode } from '../queue/office';
import { detaineeStatus } from './facility';

const days = 24 * 60 * 60 * 1000;

/** The contract is ours; who writes it is the custody system of another agency. */
export const custodyTopic = defineTopic({
  name: 'custody.detainee.v1',
  title:
    'Where detainees are, and what holds for them; key = subject = detainee, `ce_sequence` counts the events of each ' +
    'from 1 and leaves none out; 0 where it was written by hand',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 30 * days,
  audience: 'private',
  readers: ['visits'],
  producer: 'custody',
});

export const restrictionKind = z.enum(['closed-visits', 'no-visits']).meta({ id: 'RestrictionKind' });
export type RestrictionKind = z.output<typeof restrictionKind>;

/** What the custody system says of one; `from` and `to` are days of the facility, both included. */
export const custodyRestriction = z.object({
  code,
  kind: restrictionKind,
  from: localDate,
  to: localDate.optional(),
  basis: words(500),
});

/** An opaque id of the custody system; never a name. `at`: when it became so, whenever it is told. */
const detaineeFacts = {
  detainee: id,
  at: instant,
  facility: officeCode.optional(),
  unit: code.optional(),
  status: detaineeStatus.optional(),
  minor: z.boolean().optional(),
  body: code.optional(),
};

const custodyEvent = <const N extends string, D extends z.ZodRawShape>(
  name: N,
  summary: string,
  more: { data: D; example: object },
) => {
  const data = z.object({ ...detaineeFacts, ...more.data });
  return defineEvent({
    type: `custody.detainee.${name}` as const,
    version: 1,
    topic: custodyTopic,
    summary,
    data,
    example: { ...whom, ...more.example } as z.input<typeof data>,
  });
};

const whom = { detainee: '0199e0f0-0000-7000-8000-000000000001', at: '2026-03-10T04:00:00.000Z' };
const here = { facility: 'ALM-SIZO' };
const restricted = {
  data: { restriction: custodyRestriction },
  example: {
    restriction: {
      code: 'R-7',
      kind: 'closed-visits',
      from: '2026-03-10',
      to: '2026-04-09',
      basis: 'Order of 9 March 2026',
    },
  },
};

export const detaineeReceived = custodyEvent('received', 'Is held in a facility from now on.', {
  data: { facility: officeCode },
  example: { ...here, unit: 'B-2', status: 'accused', minor: false, body: 'POLICE-TRK' },
});
export const detaineeTransferred = custodyEvent('transferred', 'Is taken to another facility, or hospital.', {
  data: { destination: code.optional(), hospital: z.boolean().optional() },
  example: { destination: 'ALA-LA155' },
});
export const detaineeReleased = custodyEvent('released', 'Is free.', { data: {}, example: {} });
export const detaineeOutToCourt = custodyEvent('out-to-court', 'Is out, and is expected back.', {
  data: { expectedBackAt: instant.optional() },
  example: { expectedBackAt: '2026-03-10T12:00:00.000Z' },
});
export const detaineeReturned = custodyEvent('returned', 'Is back in the facility.', {
  data: {},
  example: here,
});
export const detaineeRestrictionSet = custodyEvent(
  'restriction-set',
  'Visits are closed or forbidden.',
  restricted,
);
export const detaineeRestrictionLifted = custodyEvent(
  'restriction-lifted',
  'They are so no more.',
  restricted,
);

/** The last part of an event's type. */
export const custodyWord = z.enum([
  'received',
  'transferred',
  'released',
  'out-to-court',
  'returned',
  'restriction-set',
  'restriction-lifted',
]);
export type CustodyWord = z.output<typeof custodyWord>;

/** Whatever any of them says. */
export const custodyData = z.object({
  ...detaineeFacts,
  destination: code.optional(),
  hospital: z.boolean().optional(),
  expectedBackAt: instant.optional(),
  restriction: custodyRestriction.optional(),
});
export type CustodyData = z.output<typeof custodyData>;

export const custodyEvents = [
  detaineeReceived,
  detaineeTransferred,
  detaineeReleased,
  detaineeOutToCourt,
  detaineeReturned,
  detaineeRestrictionSet,
  detaineeRestrictionLifted,
] as const;
