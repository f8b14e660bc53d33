// canary: eslint no-restricted-imports
import { platform } from '@kezek/platform';

export const act = platform;
