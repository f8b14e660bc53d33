// canary: none
import { word } from '@kezek/contracts';
import { platform } from '@kezek/platform';

/** Breaks nothing: a fence that catches this catches too much. */
export async function clean(): Promise<string> {
  return Promise.resolve(`${word} ${platform}`);
}
