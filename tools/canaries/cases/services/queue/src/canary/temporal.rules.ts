// canary: eslint no-restricted-properties
import { Temporal } from 'temporal-polyfill';

export const now = (): string => Temporal.Now.instant().toString();
