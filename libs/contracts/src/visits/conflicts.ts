import { z } from 'zod';

/** Every reason for which a party can not be booked into a session: codes of the refusals table. */
export const bookingConflict = z
  .enum([
    'notice-too-short',
    'too-far-ahead',
    'session-excluded',
    'session-not-for-client',
    'pool-not-for-client',
    'pool-closed-only',
    'party-without-lead',
    'member-twice',
    'too-many-visitors',
    'too-many-adults',
    'too-many-children',
    'minor-unaccompanied',
    'visitor-elsewhere',
    'relationship-missing',
    'relationship-not-approved',
    'visitor-banned',
    'credentials-missing',
    'credentials-expired',
    'defence-notice-missing',
    'detainee-not-here',
    'detainee-in-court',
    'detainee-elsewhere',
    'visits-forbidden',
    'unit-not-admitted',
    'non-association',
    'permission-missing',
    'permission-not-usable',
    'permission-not-valid-on-day',
    'permission-not-naming',
    'entitlement-used-up',
    'visit-too-long',
  ])
  .meta({ id: 'BookingConflict' });
export type BookingConflict = z.output<typeof bookingConflict>;

/**
 * What a booker who is not staff may be told, because it is of the party, the day and the session alone: all else would
 * say something of somebody's detention, and is told as `visit-not-possible`.
 */
export const conflictsForAll = bookingConflict.extract([
  'notice-too-short',
  'too-far-ahead',
  'session-excluded',
  'session-not-for-client',
  'pool-not-for-client',
  'party-without-lead',
  'member-twice',
  'too-many-visitors',
  'too-many-adults',
  'too-many-children',
  'minor-unaccompanied',
  'credentials-missing',
  'credentials-expired',
]);
