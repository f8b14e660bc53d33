// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise testing-is-for-tests
// canary: manifests undeclared
import { harness } from '@kezek/testing';

export const used = harness;
