// canary: none
import { word } from '@kezek/contracts';
import { platform } from '@kezek/platform';

/** Breaks nothing: a fence that catches this catches too much. */
export async function clean(loud: boolean): Promise<string> {
  const words = [word, ...(loud ? [platform] : []), ...[word, platform].filter((text) => text !== '')];
  const said = { first: words[0], ...(loud && { last: words.at(-1) }) };
  return Promise.resolve(`${String(said.first)} ${words.join(' ')}`);
}
