import { delimiter } from 'node:path';

/** Where programs are looked for. */
export const pathOfPrograms = (): string[] => (process.env['PATH'] ?? '').split(delimiter);
