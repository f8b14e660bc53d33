import { z } from 'zod';
import { code, id, instant, language, localDate, words } from '../kit/primitives';
import { officeCode } from './office';

/** As it is printed and called: the prefix of the service and at least three digits. */
const ticketNumber = z.string().regex(/^[ABCEHKMPTXY]{1,2}\d{3,9}$/, 'a prefix and at least three digits');

/** 128 random bits in base64url: 22 characters, of which the last carries only two bits. */
const handle = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/, '128 bits in base64url');

export const leaseState = z.enum(['open', 'expired', 'settled']).meta({ id: 'LeaseState' });
export type LeaseState = z.output<typeof leaseState>;

/** Consecutive numbers of one series, both ends included; only for these services. */
export const leaseRange = z
  .object({ prefix: z.string(), from: z.int().min(1), to: z.int().min(1), services: z.array(code).min(1) })
  .meta({ id: 'LeaseRange' });
export type LeaseRange = z.output<typeof leaseRange>;

export const leaseRequest = z
  .strictObject({
    /** All of the office where absent. */
    services: z
      .array(code)
      .min(1)
      .max(100)
      .refine((all) => new Set(all).size === all.length, 'each once')
      .optional(),
    numbersPerPrefix: z.int().min(1).max(200).default(50),
    hours: z
      .number()
      .min(0.01)
      .max(24)
      .optional()
      .describe("At most so long; never beyond the office's last closing of the business day."),
  })
  .meta({ id: 'LeaseRequest' });
export type LeaseRequest = z.output<typeof leaseRequest>;

const leaseFacts = {
  id,
  office: officeCode,
  businessDay: localDate,
  device: z.string().describe("The token's subject that took it: nobody else can sync it."),
  ranges: z.array(leaseRange),
  issuedAt: instant,
  expiresAt: instant,
};

export const lease = z
  .object({
    ...leaseFacts,
    token: z.string().describe('A JWS over all of this, to be sent with every sync.'),
  })
  .meta({ id: 'Lease' });
export type Lease = z.output<typeof lease>;

/** A ticket that a kiosk gave out by itself. */
export const leasedTicket = z
  .strictObject({
    number: ticketNumber,
    service: code,
    language,
    handle,
    issuedAt: instant.describe('When it was printed: the wait counts from then.'),
    phone: words(30).optional(),
    credit: code.optional(),
  })
  .meta({ id: 'LeasedTicket' });
export type LeasedTicket = z.output<typeof leasedTicket>;

export const leaseSync = z
  .strictObject({
    token: z.string().min(1).max(20_000),
    tickets: z.array(leasedTicket).max(200).describe('In any order, in parts, as often as needed.'),
    final: z.boolean().optional().describe('Nothing more will come: what was not used is written off.'),
    /** When the line was cut, and when it was back. */
    offline: z
      .strictObject({ from: instant, to: instant })
      .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), { message: 'after `from`', path: ['to'] })
      .optional(),
  })
  .meta({ id: 'LeaseSync' });
export type LeaseSync = z.output<typeof leaseSync>;

/** Why a number that a kiosk gave out is no ticket. */
export const leaseConflict = z
  .enum([
    'number-not-leased',
    'number-used',
    'handle-used',
    'service-unknown',
    'service-not-leased',
    'outside-lease-time',
    'in-future',
  ])
  .meta({ id: 'LeaseConflict' });
export type LeaseConflict = z.output<typeof leaseConflict>;

/** What was left out or noticed when a ticket was taken over: it had been given out already. */
export const leaseFlag = z
  .enum(['already-open', 'credit-dropped', 'phone-dropped', 'after-day-end'])
  .meta({ id: 'LeaseFlag' });
export type LeaseFlag = z.output<typeof leaseFlag>;

const numberRange = z.object({ prefix: z.string(), from: z.int(), to: z.int() }).meta({ id: 'NumberRange' });
export type NumberRange = z.output<typeof numberRange>;

const count = z.int().min(0);

/** Where a lease stands; every number of it is in exactly one of used, conflicting, outstanding and unused. */
export const leaseSummary = z
  .object({
    ...leaseFacts,
    state: leaseState,
    settledAt: instant.optional(),
    numbers: z.object({
      leased: count,
      used: count,
      conflicting: count.describe('Given out, by what the kiosk says, but never a ticket.'),
      outstanding: count.describe('Nothing is known of them yet.'),
      unused: count,
    }),
    gap: z.object({
      offline: z.array(z.object({ from: instant, to: instant })),
      firstIssuedAt: instant.optional(),
      lastIssuedAt: instant.optional(),
      firstSyncedAt: instant.optional(),
      lastSyncedAt: instant.optional(),
    }),
  })
  .meta({ id: 'LeaseSummary' });
export type LeaseSummary = z.output<typeof leaseSummary>;

export const leaseAccount = leaseSummary
  .extend({
    used: z.array(
      z.object({
        number: z.string(),
        ticket: id,
        issuedAt: instant,
        syncedAt: instant,
        flags: z.array(leaseFlag),
      }),
    ),
    /** Everything that was refused, also of numbers outside of the lease or used by another ticket. */
    conflicts: z.array(
      z.object({
        number: z.string(),
        reason: leaseConflict,
        service: code,
        issuedAt: instant,
        syncedAt: instant,
      }),
    ),
    outstanding: z.array(numberRange),
    unused: z.array(numberRange),
  })
  .meta({ id: 'LeaseAccount' });
export type LeaseAccount = z.output<typeof leaseAccount>;

export const leaseSynced = z
  .object({
    /** One for each ticket, in the order of the request. */
    results: z.array(
      z.object({
        number: z.string(),
        result: z.enum(['issued', 'repeated', 'conflict']),
        reason: leaseConflict.optional(),
        ticket: id.optional(),
      }),
    ),
    lease: leaseSummary,
  })
  .meta({ id: 'LeaseSynced' });
export type LeaseSynced = z.output<typeof leaseSynced>;
