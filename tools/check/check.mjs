// `npm run check [-- step …]`: every step runs, also after one failed; a table at the end; fails if any did.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt } from './attempt.mjs';
import { steps } from './steps.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const say = (text) => process.stdout.write(`${text}\n`);

function verdict({ failed, skipped }) {
  if (failed) return 'FAILED';
  return skipped === undefined ? 'passed' : `SKIPPED: ${skipped}`;
}

async function main(wanted) {
  const chosen = wanted.length === 0 ? steps : steps.filter(({ name }) => wanted.includes(name));
  const results = [];
  for (const step of chosen) {
    say(`\n── ${step.name}`);
    const result = await attempt(step, root, say);
    if (result.text !== '') say(result.text.trimEnd());
    say(verdict(result));
    results.push(result);
  }
  say('\n── check');
  for (const result of results) {
    say(`${result.name.padEnd(18)}${result.seconds.toFixed(1).padStart(7)} s  ${verdict(result)}`);
  }
  if (chosen.length === 0 || results.some(({ failed }) => failed)) process.exitCode = 1;
}

await main(process.argv.slice(2));
