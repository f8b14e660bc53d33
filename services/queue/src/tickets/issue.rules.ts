import { Refusal, type Language, type Office, type TicketRequest } from '@kezek/contracts';
import {
  businessDay,
  instantFrom,
  instantOf,
  localMoment,
  parseKazakhMobile,
  withOffset,
} from '@kezek/platform';
import { openingAt } from '../offices/hours.rules';
import { appointmentEndsAt, rankOf, type Rank } from './due.rules';
import { isIin } from './iin.rules';

/** On what terms a ticket is issued. */
export interface Terms extends Rank {
  readonly prefix: string;
  readonly businessDay: string;
  readonly appointmentAt: Date | undefined;
  /** E.164 */
  readonly phone: string | undefined;
  readonly language: Language;
}

const no = (
  code: 'service-unknown' | 'credit-unknown' | 'appointment-in-past' | 'iin-invalid',
  pointer: string,
) => new Refusal(code, { errors: [{ pointer, code }] });

/** The office is looked at last: who has a wrong request learns that also in the night. */
export function termsOf(office: Office, request: TicketRequest, now: Date): Terms | Refusal {
  const service = office.services.find(({ code }) => code === request.service);
  if (service === undefined) return no('service-unknown', '/service');
  const credit = office.credits.find(({ code }) => code === request.credit);
  if (request.credit !== undefined && credit === undefined) return no('credit-unknown', '/credit');
  const appointmentAt = request.appointment && instantFrom(request.appointment.startsAt);
  const graceMinutes = office.rules.appointmentGraceMinutes;
  if (appointmentAt && appointmentEndsAt(appointmentAt, graceMinutes) < now)
    return no('appointment-in-past', '/appointment/startsAt');
  const person = personOf(request);
  if (person instanceof Refusal) return person;
  const creditMinutes = credit?.minutes ?? 0;
  const terms = { targetMinutes: service.target.minutes, creditMinutes, graceMinutes };
  return (
    closedAt(office, now) ?? {
      ...rankOf({ issuedAt: now, ...(appointmentAt && { appointmentAt }) }, terms),
      prefix: service.prefix,
      businessDay: businessDay(now, office.timeZone, office.businessDayStartsAt),
      appointmentAt,
      phone: person.phone,
      language: request.language,
    }
  );
}

function personOf({ phone, iin }: TicketRequest): { phone: string | undefined } | Refusal {
  if (iin !== undefined && !isIin(iin.trim())) return no('iin-invalid', '/iin');
  if (phone === undefined) return { phone };
  const parsed = parseKazakhMobile(phone);
  if (parsed.ok) return { phone: parsed.e164 };
  return new Refusal('phone-not-kazakh-mobile', { errors: [{ pointer: '/phone', code: parsed.reason }] });
}

function closedAt({ hours, timeZone }: Office, now: Date): Refusal | undefined {
  const opening = openingAt(hours, localMoment(now, timeZone));
  if (opening.open) return undefined;
  const { opens } = opening;
  if (opens === undefined) return new Refusal('office-closed');
  const opensAt = withOffset(instantOf(opens.date, opens.time, timeZone), timeZone);
  return new Refusal('office-closed', { extra: { opensAt } });
}
