import { Refusal, type Language, type Office, type TicketRequest } from '@kezek/contracts';
import { instantFrom, isIin, parseKazakhMobile } from '@kezek/platform';
import { dayOf } from '../offices/opening.rules';
import { targetMinutesOn } from '../offices/target.rules';
import { appointmentEndsAt, rankOf, type Rank } from './due.rules';

/** On what terms a ticket is issued. */
export interface Terms extends Rank {
  readonly prefix: string;
  readonly businessDay: string;
  readonly emergency: boolean;
  readonly appointmentAt: Date | undefined;
  /** E.164 */
  readonly phone: string | undefined;
  readonly language: Language;
}

const no = (
  code:
    'service-unknown' | 'priority-unknown' | 'priority-not-allowed' | 'appointment-in-past' | 'iin-invalid',
  pointer: string,
) => new Refusal(code, { errors: [{ pointer, code }] });

/** When a ticket is asked for, and by whom. */
export interface Asking {
  readonly now: Date;
  /** May give the priorities that only staff may. */
  readonly staff: boolean;
}

/** Looked at before the hours: who has a wrong request learns that also in the night. */
export function termsOf(office: Office, request: TicketRequest, { now, staff }: Asking): Terms | Refusal {
  const service = office.services.find(({ code }) => code === request.service);
  if (service === undefined) return no('service-unknown', '/service');
  const further = furtherOf(office, request);
  if (further instanceof Refusal) return further;
  const priority = priorityOf(office, request, staff);
  if (priority instanceof Refusal) return priority;
  const appointmentAt = appointmentOf(office, request, now);
  if (appointmentAt instanceof Refusal) return appointmentAt;
  const person = personOf(request);
  if (person instanceof Refusal) return person;
  const graceMinutes = office.rules.appointmentGraceMinutes;
  const businessDay = dayOf(office, now);
  const targetMinutes = targetMinutesOn(service, businessDay);
  const terms = { targetMinutes, priorityMinutes: priority.minutes, graceMinutes };
  return {
    ...rankOf({ issuedAt: now, ...(appointmentAt && { appointmentAt }) }, terms),
    prefix: service.prefix,
    appointmentAt,
    phone: person.phone,
    language: request.language,
    emergency: priority.emergency,
    businessDay,
  };
}

function furtherOf({ services }: Office, request: TicketRequest): undefined | Refusal {
  const { furtherServices = [] } = request;
  const wrong = furtherServices.findIndex(
    (further) => further === request.service || !services.some(({ code }) => code === further),
  );
  return wrong < 0 ? undefined : no('service-unknown', `/furtherServices/${String(wrong)}`);
}

interface Priority {
  readonly minutes: number;
  readonly emergency: boolean;
}

function priorityOf({ priorities }: Office, { priority }: TicketRequest, staff: boolean): Priority | Refusal {
  if (priority === undefined) return { minutes: 0, emergency: false };
  const found = priorities.find(({ code }) => code === priority);
  if (found === undefined) return no('priority-unknown', '/priority');
  const emergency = found.emergency === true;
  return emergency && !staff
    ? no('priority-not-allowed', '/priority')
    : { minutes: found.minutes, emergency };
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
