// `npm start`: everything that a fresh clone needs, then the whole system. `--fresh` forgets the data first.
import { join } from 'node:path';
import { hand, prepare, root, run } from './bootstrap.mjs';

await run(async () => {
  await prepare();
  return hand([join(root, 'tools', 'stack', 'dist', 'main.js'), 'start', ...process.argv.slice(2)]);
});
