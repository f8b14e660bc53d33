import type { LeasedTicket, LeaseFlag, Office } from '@kezek/contracts';
import { instantFrom, parseKazakhMobile } from '@kezek/platform';
import { targetMinutesOn } from '../offices/target.rules';
import { rankOf } from '../changes/due.rules';
import type { Terms } from '../changes/issue.rules';
import type { LeaseRow } from './block.row';

export interface LeasedTerms {
  readonly terms: Terms;
  /** Without the credit where it was dropped. */
  readonly credit: string | undefined;
  readonly flags: readonly LeaseFlag[];
}

/**
 * On what terms a ticket of a kiosk is taken over. The visitor has it in hand: what is wrong with it beside the number
 * is left out and flagged, never a reason to lose it.
 */
export function leasedTerms(office: Office, { businessDay }: LeaseRow, ticket: LeasedTicket): LeasedTerms {
  const service = office.services.find(({ code }) => code === ticket.service);
  if (service === undefined) throw new Error('a ticket of an unknown service is a conflict');
  const credit = office.credits.find(({ code, emergency }) => code === ticket.credit && emergency !== true);
  const mobile = ticket.phone === undefined ? undefined : parseKazakhMobile(ticket.phone);
  const rank = rankOf(
    { issuedAt: instantFrom(ticket.issuedAt) },
    {
      targetMinutes: targetMinutesOn(service, businessDay),
      creditMinutes: credit?.minutes ?? 0,
      graceMinutes: office.rules.appointmentGraceMinutes,
    },
  );
  const dropped = (flag: LeaseFlag, is: boolean): LeaseFlag[] => (is ? [flag] : []);
  return {
    terms: {
      ...rank,
      ...{ prefix: service.prefix, businessDay, emergency: false, appointmentAt: undefined },
      phone: mobile?.ok === true ? mobile.e164 : undefined,
      language: ticket.language,
    },
    credit: credit?.code,
    flags: [
      ...dropped('credit-dropped', ticket.credit !== undefined && credit === undefined),
      ...dropped('phone-dropped', mobile?.ok === false),
    ],
  };
}
