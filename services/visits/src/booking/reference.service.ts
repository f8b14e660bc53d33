import { randomInt } from 'node:crypto';
import { drawn, referenceFrom, symbols } from './reference.rules';

/** A reference that nobody can guess: one of 26 billions of thousands, and none follows from another. */
export const newReference = (): string =>
  referenceFrom(Array.from({ length: drawn }, () => randomInt(symbols)));
