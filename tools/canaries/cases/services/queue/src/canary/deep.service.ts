// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise no-deep-import
import { known } from '../../../../libs/contracts/src/knows-nest';

export const deep = known;
