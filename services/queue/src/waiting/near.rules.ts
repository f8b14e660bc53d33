import { plusMinutes } from '@kezek/platform';

const atLeastMinutes = 5;
const atMostMinutes = 60;

/** Until when it is worth telling somebody that the turn is near: about when it will have come. */
export function nearExpiresAt(now: Date, placesAhead: number, expectedMinutes: number): Date {
  const wait = (placesAhead + 1) * expectedMinutes;
  return plusMinutes(now, Math.min(Math.max(wait, atLeastMinutes), atMostMinutes));
}
