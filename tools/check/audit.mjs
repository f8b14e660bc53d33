// Known weaknesses in what production runs on.
import { OutOfTime, run } from './run.mjs';

/** @param {string} root */
export async function checkAudit(root) {
  const report = await askRegistry(root);
  if (report?.vulnerabilities === undefined) {
    return {
      skipped: `the registry gave no audit: ${report?.message ?? report?.error?.summary ?? 'no answer'}`,
    };
  }
  return Object.values(report.vulnerabilities)
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name, severity, range }) => ({
      file: 'package-lock.json',
      rule: 'audit',
      message: `${name} ${range}: ${severity}`,
    }));
}

async function askRegistry(root) {
  try {
    const { output } = await run('npm', ['audit', '--omit=dev', '--json'], { cwd: root, minutes: 1 });
    return parseReport(output);
  } catch (error) {
    if (error instanceof OutOfTime) return error;
    throw error;
  }
}

function parseReport(output) {
  try {
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  } catch {
    return undefined; // npm said something that is not JSON; the caller calls that no answer
  }
}
