// canary: eslint no-restricted-imports
import { env } from 'node:process';

export const port = (): string | undefined => env['PORT'];
