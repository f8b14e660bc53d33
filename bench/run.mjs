// `npm run bench [name…]`: what a fresh clone needs, then the benchmarks on a system of their own.
import { join } from 'node:path';
import { hand, prepare, root, run } from '../tools/bootstrap.mjs';

await run(async () => {
  await prepare();
  return hand([join(root, 'bench', 'main.ts'), ...process.argv.slice(2)]);
});
