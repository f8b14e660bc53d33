// `npm start`: everything that a fresh clone needs, then the whole system. `--fresh` forgets the data first; `--demo`
// plays a morning at the remand prison's front office instead.
import { join } from 'node:path';
import { hand, prepare, root, run } from './bootstrap.mjs';

await run(async () => {
  await prepare();
  const args = process.argv.slice(2);
  const [tool, verb] = args.includes('--demo') ? ['city', 'demo'] : ['stack', 'start'];
  const rest = args.filter((arg) => arg !== '--demo');
  return hand([join(root, 'tools', tool, 'dist', 'main.js'), verb, ...rest]);
});
