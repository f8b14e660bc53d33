import { Refusal, type OfficeRules } from '@kezek/contracts';
import { plusSeconds } from '@kezek/platform';

/** A ticket of the person that has not ended. */
export interface OpenTicket {
  readonly id: string;
  readonly number: string;
  /** Of the number: a booked ticket's is of another day. */
  readonly businessDay: string;
  readonly service: string;
  /** Services that the same visit still has before it. */
  readonly planned: readonly string[];
}

export interface Wish {
  readonly services: readonly string[];
  readonly rules: Pick<OfficeRules, 'ticketsPerPersonAtMost'>;
  /** Whether the asker may read tickets: only then is it told which one it is. */
  readonly reads: boolean;
}

/** The ticket that is for one of the services, now or later in its visit. */
export const heldFor = (open: readonly OpenTicket[], services: readonly string[]): OpenTicket | undefined =>
  open.find(({ service, planned }) => [service, ...planned].some((code) => services.includes(code)));

/** One open ticket for a person and a service, and not too many of different ones. */
export function refusePerson(open: readonly OpenTicket[], wish: Wish): Refusal | undefined {
  const same = heldFor(open, wish.services);
  if (same !== undefined) return alreadyOpen(same, wish.reads);
  return open.length < wish.rules.ticketsPerPersonAtMost
    ? undefined
    : new Refusal('too-many-tickets', { detail: `${String(open.length)} open tickets of one person` });
}

/** Names the ticket, never its tracking token. */
export const alreadyOpen = (open: Omit<OpenTicket, 'planned'>, reads: boolean): Refusal => {
  const { id, number, businessDay, service } = open;
  return new Refusal('ticket-already-open', {
    extra: { number, businessDay, service, ...(reads && { ticket: id }) },
  });
};

/** The window in which a device's tickets are counted. */
export const windowSeconds = 60;

/** After how many seconds a device may issue again; `issuedAt`: its tickets within the window, the newest first. */
export function deviceWaits(issuedAt: readonly Date[], atMost: number, now: Date): number | undefined {
  const oldest = issuedAt[atMost - 1];
  if (oldest === undefined) return undefined;
  const freeAt = plusSeconds(oldest, windowSeconds);
  return Math.max(1, Math.ceil((freeAt.getTime() - now.getTime()) / 1000));
}
