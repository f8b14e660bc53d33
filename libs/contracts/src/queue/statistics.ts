import { z } from 'zod';
import { code, id, instant, localDate, localHour, timeZone } from '../kit/primitives';
import { officeCode } from './office';

const count = z.int().min(0);
/** Measured to the whole second, told in minutes to two decimals. */
const minutes = z.number().min(0);

/**
 * Over all that were measured; absent where nothing was. `p50` and `p90` by nearest rank: the smallest of the values
 * that at least 50 or 90 % of them do not exceed.
 */
const spread = z
  .object({ p50: minutes, p90: minutes, max: minutes, mean: minutes })
  .partial()
  .meta({ id: 'Spread' });

/**
 * What became of the steps (one service of one visit) of a business day. `steps` = `served` + `noShow` + `left` +
 * `cancelled` + `transferred` + `expired` + `closedUnserved` + `returnLater` + `open`: each counts once, as it stands now.
 */
export const figures = z.object({
  issued: count.describe('Visits: tickets issued, and appointments that arrived.'),
  synced: count.describe(
    'Of `issued`: by kiosks without a line, and heard of later. With `by=operator` they belong to the kiosk.',
  ),
  syncedUnproven: count.describe(
    'Of `synced`: without the time that the kiosk says, since nothing bears it out. They wait from the sync on.',
  ),
  steps: count.describe(
    'Waits begun: of the visits, of their further services, and of who came back on another day.',
  ),
  served: count,
  noShow: count,
  left: count,
  cancelled: count,
  transferred: count,
  expired: count,
  closedUnserved: count,
  returnLater: count.describe('Sent home to come back on another day: what follows is a step of that day.'),
  open: count.describe('Not ended yet.'),
  endedBySystem: count.describe(
    'Of `served`: ended by the system, because the operator logged out or was gone.',
  ),
  notArrived: count.describe('Appointments that ended before anybody came; not among the steps.'),
  parked: count.describe('How often, not how many visits.'),
  returned: count,
  reopened: count,
  recalls: count,
  overrides: count,
  waitMinutes: spread.describe(
    'From the later of basis and beginning of the wait to the first call; the time of being parked is not in it.',
  ),
  waitToServingMinutes: spread.describe(
    'The same, to the beginning of the service; with the time between call and coming.',
  ),
  serviceMinutes: spread.describe('Of steps that were served; not where the system ended them.'),
  /**
   * `of`: steps that were called, and those whose wait ended without a call after the target. `count`: called by the
   * target: basis + target, or, of a step that began later (after a transfer, on another day), as long a wait from there;
   * while the visitor was sent away to come back, no time runs.
   * `share`, 0–1, is absent where nothing was to be judged.
   */
  withinTarget: z.object({ count, of: count, share: z.number().min(0).max(1).optional() }),
});
export type Figures = z.output<typeof figures>;

export const grouping = z.enum(['counter', 'operator', 'hour', 'day']).meta({ id: 'StatisticsGrouping' });
export type Grouping = z.output<typeof grouping>;

const correction = z.object({
  at: instant.describe('Of the fact, not of its arrival.'),
  ticket: id,
  what: z.string().describe('What was done: `issue`, `call`, `finish` and so on.'),
});

const day = z.object({
  day: localDate,
  sealedAt: instant.optional(),
  digest: z.string().optional().describe('Of the sealed figures, SHA-256 in hexadecimal.'),
  corrections: z
    .array(correction)
    .optional()
    .describe('Facts of the day that came after it was sealed, by their time: the first 200.'),
  correctionCount: count.optional(),
  sealed: figures
    .optional()
    .describe('The day as it was sealed and as it is now; where there are corrections.'),
  corrected: figures.optional(),
});

export const statistics = z
  .object({
    office: officeCode,
    from: localDate,
    to: localDate,
    timeZone,
    services: z.array(z.object({ service: code, ...figures.shape })),
    total: figures,
    /** By what was asked for: each has that key. */
    groups: z
      .array(
        z.object({
          counter: code.optional(),
          operator: z.string().optional(),
          hour: instant.optional().describe("The beginning of an hour of the office's clocks."),
          localHour: localHour.optional().describe('Beside `hour`: what the clocks show then.'),
          day: localDate.optional(),
          ...figures.shape,
        }),
      )
      .optional(),
    days: z.array(day).describe('Every business day of the period.'),
  })
  .meta({ id: 'Statistics' });
export type Statistics = z.output<typeof statistics>;
export type StatisticsDay = z.output<typeof day>;
