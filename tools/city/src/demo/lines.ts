import { localMoment } from '@kezek/platform';
import { offices } from '@kezek/stack';
import type { Happening } from '../driver/happening';

type Facts = Record<'number' | 'service' | 'counter' | 'reason' | 'waited', string>;

const sentences: Readonly<Record<Happening['kind'], (facts: Facts) => string>> = {
  issued: ({ number, service }) => `${number} takes a ticket: ${service}`,
  'turned-away': ({ service, reason }) => `no ticket for ${service}: ${reason}`,
  called: ({ number, counter, waited }) => `${number} → counter ${counter} after ${waited}`,
  serving: ({ number, counter, service }) => `${number} is being served at counter ${counter}: ${service}`,
  finished: ({ number, counter }) => `${number} is done at counter ${counter}`,
  'next-service': ({ number, service }) => `${number} waits for the next service of the visit: ${service}`,
  parked: ({ number, counter }) => `${number} is put aside at counter ${counter}, to fetch a paper`,
  resumed: ({ number }) => `${number} is back and waits with the same rank`,
  transferred: ({ number, service }) => `${number} is handed over: ${service}`,
  'sent-away': ({ number, reason }) => `${number} is to return on ${reason}`,
  'no-show': ({ number, counter }) => `${number} did not come to counter ${counter}`,
  reopened: ({ number }) => `${number} came late and waits again`,
  left: ({ number }) => `${number} gives the ticket back`,
  'counter-open': ({ counter }) => `counter ${counter} opens`,
  'counter-paused': ({ counter, reason }) => `counter ${counter} pauses: ${reason}`,
  'counter-closed': ({ counter }) => `counter ${counter} closes`,
  'prosecutor-came': () => 'the prosecutor is present',
  'prosecutor-left': () => 'the prosecutor is away: who needs one keeps the rank',
  'day-over': () => 'the day is over; who still waited is told so',
};

/** What happened, as one line under the office's own clock. */
export function lineOf(happening: Happening): string {
  const office = offices.find(({ code }) => code === happening.office);
  const { time } = localMoment(happening.at, office?.timeZone ?? 'UTC');
  const service = office?.services.find(({ code }) => code === happening.service);
  return `${time}  ${sentences[happening.kind](factsOf(happening, service?.name.en))}`;
}

function factsOf({ number, service, counter, reason, waitedMinutes }: Happening, name?: string): Facts {
  const said = { number: number ?? '', counter: counter ?? '', reason: reason ?? '' };
  return { ...said, service: name ?? service ?? '', waited: waitOf(waitedMinutes ?? 0) };
}

function waitOf(minutes: number): string {
  const whole = Math.floor(minutes);
  if (whole < 1) return 'less than a minute';
  return whole === 1 ? '1 minute' : `${String(whole)} minutes`;
}
