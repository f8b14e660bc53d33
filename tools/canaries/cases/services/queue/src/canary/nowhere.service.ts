// canary: depcruise no-unresolved
// canary: tsc TS2307
import { nothing } from './nothing';

export const none: unknown = nothing;
