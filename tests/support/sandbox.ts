import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '@kezek/stack';

/** The whole system for the tests of one file, on data and ports of its own. */
export function sandboxForThisFile(
  options: Pick<SandboxOptions, 'clock' | 'gateway'> = {},
): (() => Sandbox) & {
  directory(): string;
} {
  let sandbox: Sandbox | undefined;
  let dir = '';
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'kezek-system-'));
    sandbox = await startSandbox({ dir, throwaway: true, ...options });
  }, 180_000);
  afterAll(async () => {
    await sandbox?.stop();
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);
  const started = () => {
    if (sandbox === undefined) throw new Error('the sandbox did not start');
    return sandbox;
  };
  return Object.assign(started, { directory: () => dir });
}
