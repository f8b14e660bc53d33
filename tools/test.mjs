// `npm test`: what a fresh clone needs, then all tests on PostgreSQL, Kafka and Redis of their own. Arguments are Jest's.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hand, node, prepare, root, run, say } from './bootstrap.mjs';

await run(async () => {
  await prepare();
  const dir = mkdtempSync(join(tmpdir(), 'kezek-test-'));
  const results = join(dir, 'results.json');
  try {
    const jest = [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${results}`,
      // A socket that a test forgot must not hold a run up for ever; Jest says so when it happens.
      '--forceExit',
    ];
    const stack = [join(root, 'tools', 'stack', 'dist', 'main.js'), 'exec', '--'];
    const code = await hand([
      ...stack,
      node,
      // As in `hand`: kafkajs does it.
      '--disable-warning=TimeoutNegativeWarning',
      ...jest,
      ...process.argv.slice(2),
    ]);
    return report(code, results);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

function report(code, file) {
  const { passed, failed, skipped } = countsIn(file);
  if (passed + failed === 0) say('No test ran.');
  for (const name of skipped) say(name);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return code !== 0 || failed > 0 || passed === 0 ? code || 1 : 0;
}

/** A file that could not even be loaded counts as one failed test. */
function countsIn(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: skippedIn(result),
    };
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

/** What this machine cannot test: Jest counts it and says no name. Each `describe` once, whose name says why. */
function skippedIn({ testResults }) {
  const skipped = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, ancestorTitles: [name = ''] }) => status === 'pending' && name.includes('SKIPPED'));
  return new Set(skipped.map(({ ancestorTitles: [name] }) => name));
}
