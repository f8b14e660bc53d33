// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise no-service-to-service
import { here } from '../../../notifications/src/canary/here.query';

export const there = here;
