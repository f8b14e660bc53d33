import { rows, type Tx } from '@kezek/platform';

const lock = (name: string, call: string) => async (tx: Tx, office: string) => {
  await rows(tx, { name, text: `SELECT ${call}(hashtextextended('office ' || $1, 0))`, values: [office] });
};

/** For who builds upon the office as it is: many at once, until each commits. Read the office after this. */
export const shareOffice = lock('office-share', 'pg_advisory_xact_lock_shared');

/** For who changes what others build upon: waits for all of them, and they for him. */
export const lockOffice = lock('office-lock', 'pg_advisory_xact_lock');
