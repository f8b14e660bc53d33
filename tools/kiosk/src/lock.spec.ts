import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lock } from './lock';

it('a directory is one kiosk’s until it lets it go', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kezek-kiosk-'));
  const held = lock(dir);
  expect(() => lock(dir)).toThrow('Another kiosk process');
  held.release();
  lock(dir).release();
  rmSync(dir, { recursive: true });
});
