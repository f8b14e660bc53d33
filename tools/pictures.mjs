// Draws the order of folders into the README of each service, and into every other that has a place for it.
// Part of `npm run generate`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { picture } from './check/picture.mjs';
import { readRooms } from './check/rooms.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PLACE = /(?<=<!-- order of folders: generated -->\n)[^]*?(?=<!-- end -->)/;

for (const [name, graph] of await readRooms(root)) {
  const file = join(root, name, 'README.md');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (PLACE.test(text)) writeFileSync(file, text.replace(PLACE, `\n${picture(graph)}\n\n`));
  else if (name.startsWith('services/'))
    throw new Error(`${name}/README.md has no place for the order of folders`);
}
