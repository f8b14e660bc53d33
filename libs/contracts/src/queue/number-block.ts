import { z } from 'zod';
import { chosenInstant, code, id, instant, language, localDate, words } from '../kit/primitives';
import { officeCode } from './office';

/** As it is printed and called: the prefix of the service and at least three digits. */
const ticketNumber = z.string().regex(/^[ABCEHKMPTXY]{1,2}\d{3,9}$/, 'a prefix and at least three digits');

/** 128 random bits in base64url: 22 characters, of which the last carries only two bits. */
const trackingToken = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/, '128 bits in base64url');

export const numberBlockState = z.enum(['open', 'expired', 'settled']).meta({ id: 'NumberBlockState' });
export type NumberBlockState = z.output<typeof numberBlockState>;

/** Consecutive numbers of one series, both ends included; only for these services. A series may have several. */
export const numberBlockRange = z
  .object({ prefix: z.string(), from: z.int().min(1), to: z.int().min(1), services: z.array(code).min(1) })
  .meta({ id: 'NumberBlockRange' });
export type NumberBlockRange = z.output<typeof numberBlockRange>;

export const numberBlockRequest = z
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
  .meta({ id: 'NumberBlockRequest' });
export type NumberBlockRequest = z.output<typeof numberBlockRequest>;

const blockFacts = {
  id,
  office: officeCode,
  businessDay: localDate,
  device: z.string().describe("The token's subject that took it: nobody else can sync it."),
  ranges: z.array(numberBlockRange),
  issuedAt: instant,
  expiresAt: instant,
};

export const numberBlock = z
  .object({
    ...blockFacts,
    token: z.string().describe('A JWS over all of this, to be sent with every sync.'),
  })
  .meta({ id: 'NumberBlock' });
export type NumberBlock = z.output<typeof numberBlock>;

/** A ticket that a kiosk gave out by itself. */
export const offlineTicket = z
  .strictObject({
    number: ticketNumber,
    service: code,
    language,
    trackingToken,
    issuedAt: chosenInstant.describe(
      'When it was printed. The wait counts from then where the queue noticed a silence of the device at that time.',
    ),
    phone: words(30).optional(),
    priority: code.optional(),
  })
  .meta({ id: 'OfflineTicket' });
export type OfflineTicket = z.output<typeof offlineTicket>;

export const numberBlockSync = z
  .strictObject({
    token: z.string().min(1).max(20_000),
    tickets: z.array(offlineTicket).max(200).describe('In any order, in parts, as often as needed.'),
    final: z.boolean().optional().describe('Nothing more will come: what was not used is written off.'),
    /** When the line was cut, and when it was back. */
    offline: z
      .strictObject({ from: chosenInstant, to: chosenInstant })
      .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), { message: 'after `from`', path: ['to'] })
      .optional(),
  })
  .meta({ id: 'NumberBlockSync' });
export type NumberBlockSync = z.output<typeof numberBlockSync>;

/** Why a number that a kiosk gave out is no ticket. */
export const numberBlockConflict = z
  .enum([
    'number-not-lent',
    'number-used',
    // Somebody of another day has it now: said again, it is judged anew.
    'number-in-use',
    'tracking-token-used',
    'service-unknown',
    'service-not-lent',
    'outside-block-time',
    'in-future',
  ])
  .meta({ id: 'NumberBlockConflict' });
export type NumberBlockConflict = z.output<typeof numberBlockConflict>;

/** What was left out or noticed when a ticket was taken over: it had been given out already. */
export const numberBlockFlag = z
  .enum([
    'already-open',
    'priority-dropped',
    'phone-dropped',
    'after-day-end',
    'time-unproven',
    'too-many-in-a-minute',
  ])
  .meta({
    id: 'NumberBlockFlag',
    description:
      '`time-unproven`: the device was not silent at the time that it says, or told it too late; ' +
      '`too-many-in-a-minute`: it had issued as many within a minute as it may. Both wait from the sync on.',
  });
export type NumberBlockFlag = z.output<typeof numberBlockFlag>;

const numberRange = z.object({ prefix: z.string(), from: z.int(), to: z.int() }).meta({ id: 'NumberRange' });
export type NumberRange = z.output<typeof numberRange>;

const count = z.int().min(0);

/** Where a block stands; every number of it is in exactly one of used, conflicting, outstanding and unused. */
export const numberBlockSummary = z
  .object({
    ...blockFacts,
    state: numberBlockState,
    settledAt: instant.optional(),
    numbers: z.object({
      lent: count,
      used: count,
      conflicting: count.describe('Given out, by what the kiosk says, but never a ticket.'),
      outstanding: count.describe('Nothing is known of them yet.'),
      unused: count,
    }),
    gap: z.object({
      offline: z
        .array(z.object({ from: instant, to: instant }))
        .describe('When the device had no line, by what it says.'),
      silences: z
        .array(z.object({ from: instant, to: instant }))
        .describe('In which the queue heard nothing of the device, and tickets of this block were issued.'),
      firstIssuedAt: instant.optional(),
      lastIssuedAt: instant.optional(),
      firstSyncedAt: instant.optional(),
      lastSyncedAt: instant.optional(),
    }),
  })
  .meta({ id: 'NumberBlockSummary' });
export type NumberBlockSummary = z.output<typeof numberBlockSummary>;

export const numberBlockAccount = numberBlockSummary
  .extend({
    used: z.array(
      z.object({
        number: z.string(),
        ticket: id,
        issuedAt: instant.describe('From which the wait counts.'),
        saidAt: instant
          .optional()
          .describe('When the device says that it issued it, where that does not count.'),
        syncedAt: instant,
        flags: z.array(numberBlockFlag),
      }),
    ),
    /** Everything that was refused, also of numbers outside of the block or used by another ticket. */
    conflicts: z.array(
      z.object({
        number: z.string(),
        reason: numberBlockConflict,
        service: code,
        issuedAt: instant,
        syncedAt: instant,
      }),
    ),
    outstanding: z.array(numberRange),
    unused: z.array(numberRange),
  })
  .meta({ id: 'NumberBlockAccount' });
export type NumberBlockAccount = z.output<typeof numberBlockAccount>;

export const numberBlockSynced = z
  .object({
    /** One for each ticket, in the order of the request. */
    results: z.array(
      z.object({
        number: z.string(),
        result: z.enum(['issued', 'repeated', 'conflict']),
        reason: numberBlockConflict.optional(),
        ticket: id.optional(),
      }),
    ),
    block: numberBlockSummary,
  })
  .meta({ id: 'NumberBlockSynced' });
export type NumberBlockSynced = z.output<typeof numberBlockSynced>;
