import type { Office } from '@kezek/contracts';
import { LostRace, plusMinutes, rows, type Tx } from '@kezek/platform';
import { present } from '../tickets/ticket.rules';
import type { Renumbered } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { serialOf } from './number.rules';

/** SQL: a series' number as people read it; `numberOf` of the rules. */
export const numberIn = (prefix: string, serial: string) =>
  `${prefix} || lpad(${serial}::text, greatest(3, length(${serial}::text)), '0')`;

const presentStates = present.map((state) => `'${state}'`).join(', ');

/** SQL expressions of a number and of what decides whether somebody has it. */
interface Held {
  readonly office: string;
  readonly prefix: string;
  readonly serial: string;
  /** Of the series that it would be given of: what the same series has lent it gives no second time anyway. */
  readonly businessDay: string;
  /** Who ended as a no-show since then may come back. */
  readonly noShowsSince: string;
  /** A ticket that is not counted. */
  readonly but?: string;
}

/**
 * SQL: whether somebody has a number. An open ticket has it, but for one that is booked and has not come; a no-show that
 * may come back; and the hand, perhaps, that a kiosk without a line gave it to out of a block that is not settled. Each
 * question stands within a SELECT of its own, and names the states of its index: so it is asked number by number, by
 * that index, whatever the planner thinks of how many there are.
 */
function isHeld({ office, prefix, serial, businessDay, noShowsSince, but }: Held): string {
  const another = `h.office = ${office} AND h.number = ${numberIn(prefix, serial)}${but === undefined ? '' : ` AND h.id <> ${but}`}`;
  return `(SELECT EXISTS (SELECT FROM ticket h WHERE ${another} AND h.state IN (${presentStates}))
    OR EXISTS (SELECT FROM ticket h WHERE ${another}
      AND h.state = 'no-show' AND h.reopened_at IS NULL AND h.ended_at >= ${noShowsSince})
    OR EXISTS (SELECT FROM number_block b WHERE b.office = ${office} AND b.settled_at IS NULL
      AND b.business_day <> ${businessDay}
      AND (SELECT EXISTS (SELECT FROM number_block_range r
        WHERE r.block = b.id AND r.prefix = ${prefix} AND ${serial} BETWEEN r.first AND r.last))
      AND NOT (SELECT EXISTS (SELECT FROM number_block_ticket u
        WHERE u.block = b.id AND u.prefix = ${prefix} AND u.serial = ${serial}))))`;
}

type Drawn = Omit<Held, 'serial'> & {
  /** How many numbers are taken: 1 where absent. */
  readonly count?: string;
  /** Where the prefixes come from, and whether the series is drawn from at all. */
  readonly from: string;
};

/**
 * SQL: the INSERT that takes the next numbers of a series which nobody has, and leaves its row locked until the commit:
 * so nothing is left out but what somebody had. `before` and `last` tell between which they lie.
 */
export function drawNumbers({ count = '1', from, ...held }: Drawn): string {
  // Without an order of its own: it comes in that of the series, and is not made beyond what is asked for.
  const free = (prefix: string, after: string) => `(SELECT serial
    FROM (SELECT generate_series(${after} + 1, 2147483647) AS serial) AS numbers
    WHERE NOT ${isHeld({ ...held, prefix, serial: 'serial' })} LIMIT 1 OFFSET ${count} - 1)`;
  // Where the series has begun, what would be its first number is not looked for.
  return `INSERT INTO number_series AS s (office, prefix, business_day, last)
    SELECT ${held.office}, ${held.prefix}, ${held.businessDay}, CASE
      WHEN EXISTS (SELECT FROM number_series known WHERE known.office = ${held.office}
        AND known.prefix = ${held.prefix} AND known.business_day = ${held.businessDay}) THEN 1
      ELSE ${free(held.prefix, '0')} END ${from}
    ON CONFLICT (office, prefix, business_day) DO UPDATE SET last = ${free('s.prefix', 's.last')}
    RETURNING s.prefix, coalesce(old.last, 0) AS before, new.last`;
}

/** SQL: of the numbers that were passed over or taken by `drawNumbers`, whether this one was taken. */
export const isTaken = (held: Held): string => `NOT ${isHeld(held)}`;

/** Since when a no-show must have ended to keep the number. */
export const noShowsSince = ({ rules }: Office, now: Date): Date =>
  plusMinutes(now, -rules.returnWithinMinutes);

export interface Draw {
  readonly office: Office;
  readonly prefix: string;
  readonly businessDay: string;
  readonly now: Date;
  /** As it was read; has the number before no longer. */
  readonly ticket: Pick<TicketRow, 'id' | 'version'>;
}

const given = {
  office: '$1',
  prefix: '$2::text',
  businessDay: '$3::date',
  noShowsSince: '$4::timestamptz',
  but: '$5::uuid',
};
// The ticket is locked before the series, as everywhere; where it has changed nothing is drawn, so no number is left out.
const draw = `WITH own AS (SELECT id FROM ticket WHERE id = $5 AND version = $6 FOR UPDATE),
  series AS (${drawNumbers({ ...given, from: 'FROM own' })})
  SELECT ${numberIn('prefix', 'last')} AS number FROM series`;

/**
 * A number of another day's or another service's series, for a ticket that goes there.
 * @throws LostRace where somebody has changed the ticket since it was read
 */
export async function nextNumber(
  tx: Tx,
  { office, prefix, businessDay, now, ticket }: Draw,
): Promise<Renumbered> {
  const [drawn] = await rows<{ number: string }>(tx, {
    name: 'number-draw',
    text: draw,
    values: [office.code, prefix, businessDay, noShowsSince(office, now), ticket.id, ticket.version],
  });
  if (drawn === undefined) throw new LostRace('the ticket has changed since it was read');
  return { number: drawn.number, businessDay };
}

const look = `SELECT ${isHeld({ ...given, serial: '$6::integer' })} AS held`;

interface Holder {
  readonly office: Office;
  readonly ticket: TicketRow;
  readonly now: Date;
}

/**
 * For who has a number from now on that was his before: another one of the same series, where somebody else has got that
 * meanwhile. Undefined where nobody has.
 */
export async function otherNumber(tx: Tx, { office, ticket, now }: Holder): Promise<Renumbered | undefined> {
  const { id, number, businessDay } = ticket;
  const found = serialOf(number);
  if (found === undefined) return undefined;
  const { prefix, serial } = found;
  const [answer] = await rows<{ held: boolean }>(tx, {
    name: 'number-look',
    text: look,
    values: [office.code, prefix, businessDay, noShowsSince(office, now), id, serial],
  });
  return answer?.held === true ? nextNumber(tx, { office, prefix, businessDay, now, ticket }) : undefined;
}

/** For who is to come another day: whoever was only booked before has his number from then on. */
export const numberAway = async (tx: Tx, holder: Holder): Promise<Renumbered | undefined> =>
  holder.ticket.state === 'booked' ? otherNumber(tx, holder) : undefined;
