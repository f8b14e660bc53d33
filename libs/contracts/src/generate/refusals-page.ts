import { operations } from '../catalogue';
import { commonRefusals } from '../kit/refusal';
import { refusals, type RefusalCode } from '../kit/refusals';

const testsAtMost = 2;

const cell = (words: string) => words.replaceAll('|', '\\|');

function callsOf(code: RefusalCode): string {
  if ((commonRefusals as readonly RefusalCode[]).includes(code)) return 'any';
  const named = operations
    .filter(
      ({ refusals: own, devicesOnly }) => own.includes(code) || (devicesOnly && code === 'devices-only'),
    )
    .map(({ id }) => `\`${id}\``);
  return named.length > 0 ? named.join(', ') : 'by guards';
}

const linked = (file: string) => `[${file.split('/').at(-1) ?? file}](../${file})`;
const linksTo = (files: readonly string[] = []) => files.slice(0, testsAtMost).map(linked).join(', ');

/** `docs/refusals.md`: every "no" of the system with tests that produce it, for people who write clients. */
export function refusalsPage(tests: ReadonlyMap<RefusalCode, readonly string[]>): string {
  const rows = Object.entries(refusals).map(
    ([code, { status, title, meaning }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${String(status)} | ${cell(title.en)} | ${cell(meaning)} | ${callsOf(code as RefusalCode)} | ${linksTo(tests.get(code as RefusalCode))} |`,
  );
  return [
    '# Refusals',
    '',
    'Generated from `libs/contracts/src/kit/refusals.ts`. Every refusal is problem details (RFC 9457) with its `code`;',
    'titles come in kk, ru and en by `Accept-Language`.',
    'No code is listed that no test produces: the last column names some of them.',
    '',
    '| Code | Status | Title | Meaning | Calls | Tests |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
