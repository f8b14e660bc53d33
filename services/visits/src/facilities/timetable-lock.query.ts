import { rows, type Tx } from '@kezek/platform';

const lock = (name: string, call: string) => async (tx: Tx, facility: string) => {
  await rows(tx, {
    name,
    text: `SELECT ${call}(hashtextextended('timetable ' || $1, 0))`,
    values: [facility],
  });
};

/** For who books by the timetable as it is: many at once, until each commits. Read it after this; it is the first lock. */
export const shareTimetable = lock('timetable-share', 'pg_advisory_xact_lock_shared');

/** For who changes it, or the facility's rules: waits for all of them, and they for him. */
export const lockTimetable = lock('timetable-lock', 'pg_advisory_xact_lock');
