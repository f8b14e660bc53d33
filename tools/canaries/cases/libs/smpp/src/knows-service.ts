// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise smpp-knows-node-only
// canary: depcruise no-library-to-service
import { here } from '../../../services/notifications/src/canary/here.query';

export const known = here;
