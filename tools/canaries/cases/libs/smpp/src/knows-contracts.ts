// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise smpp-knows-node-only
// canary: manifests undeclared
import { word } from '@kezek/contracts';

export const known = word;
