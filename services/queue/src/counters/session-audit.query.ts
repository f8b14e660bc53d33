import type { Tx } from '@kezek/platform';
import { noteOffice, type OfficeNote } from '../offices/office-audit.query';
import type { SessionRow } from './session.row';

/** What was done to a counter, by its operator unless the system did it. */
export const noteSession = (
  tx: Tx,
  { office, counter, operator }: SessionRow,
  note: Omit<OfficeNote, 'office' | 'counter' | 'actor'> & { readonly actor?: string },
): Promise<void> => noteOffice(tx, { actor: operator, ...note, office, counter });
