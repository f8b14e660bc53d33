// canary: eslint @nx/enforce-module-boundaries
// canary: depcruise testing-is-for-tests
import { harness } from '@kezek/testing';

export const used = harness;
