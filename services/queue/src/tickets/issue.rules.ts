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

/** The hours are looked at last: who has a wrong request learns that also in the night. */
export function termsOf(office: Office, request: TicketRequest, now: Date): Terms | Refusal {
  const service = office.services.find(({ code }) => code === request.service);
  if (service === undefined) return no('service-unknown', '/service');
  const creditMinutes = creditOf(office, request);
  if (creditMinutes instanceof Refusal) return creditMinutes;
  const appointmentAt = appointmentOf(office, request, now);
  if (appointmentAt instanceof Refusal) return appointmentAt;
  const person = personOf(request);
  if (person instanceof Refusal) return person;
  const graceMinutes = office.rules.appointmentGraceMinutes;
  const terms = { targetMinutes: service.target.minutes, creditMinutes, graceMinutes };
  return (
    closedAt(office, now) ?? {
      ...rankOf({ issuedAt: now, ...(appointmentAt && { appointmentAt }) }, terms),
      ...{ prefix: service.prefix, appointmentAt, phone: person.phone, language: request.language },
      businessDay: businessDay(now, office.timeZone, office.businessDayStartsAt),
    }
  );
}

function creditOf({ credits }: Office, { credit }: TicketRequest): number | Refusal {
  if (credit === undefined) return 0;
  return credits.find(({ code }) => code === credit)?.minutes ?? no('credit-unknown', '/credit');
}

function appointmentOf(office: Office, request: TicketRequest, now: Date): Date | undefined | Refusal {
  if (request.appointment === undefined) return undefined;
  const startsAt = instantFrom(request.appointment.startsAt);
  const over = appointmentEndsAt(startsAt, office.rules.appointmentGraceMinutes) < now;
  return over ? no('appointment-in-past', '/appointment/startsAt') : startsAt;
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
