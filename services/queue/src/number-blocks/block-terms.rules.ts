import type { OfflineTicket, NumberBlockFlag, Office } from '@kezek/contracts';
import { parseKazakhMobile } from '@kezek/platform';
import { targetMinutesOn } from '../offices/target.rules';
import { rankOf } from '../changes/due.rules';
import type { Terms } from '../changes/issue.rules';
import type { BlockRow } from './block.row';

export interface LentTerms {
  readonly terms: Terms;
  /** Without the priority where it was dropped. */
  readonly priority: string | undefined;
  readonly flags: readonly NumberBlockFlag[];
}

/** A ticket that a kiosk gave out, with the time that counts. */
export interface Lent {
  readonly ticket: OfflineTicket;
  readonly issuedAt: Date;
}

/**
 * On what terms a ticket of a kiosk is taken over. The visitor has it in hand: what is wrong with it beside the number
 * is left out and flagged, never a reason to lose it.
 */
export function lentTerms(office: Office, { businessDay }: BlockRow, { ticket, issuedAt }: Lent): LentTerms {
  const service = office.services.find(({ code }) => code === ticket.service);
  if (service === undefined) throw new Error('a ticket of an unknown service is a conflict');
  const priority = office.priorities.find(
    ({ code, emergency }) => code === ticket.priority && emergency !== true,
  );
  const mobile = ticket.phone === undefined ? undefined : parseKazakhMobile(ticket.phone);
  const rank = rankOf(
    { issuedAt },
    {
      targetMinutes: targetMinutesOn(service, businessDay),
      priorityMinutes: priority?.minutes ?? 0,
      graceMinutes: office.rules.appointmentGraceMinutes,
    },
  );
  const dropped = (flag: NumberBlockFlag, is: boolean): NumberBlockFlag[] => (is ? [flag] : []);
  return {
    terms: {
      ...rank,
      prefix: service.prefix,
      businessDay,
      emergency: false,
      appointmentAt: undefined,
      phone: mobile?.ok === true ? mobile.e164 : undefined,
      language: ticket.language,
    },
    priority: priority?.code,
    flags: [
      ...dropped('priority-dropped', ticket.priority !== undefined && priority === undefined),
      ...dropped('phone-dropped', mobile?.ok === false),
    ],
  };
}
