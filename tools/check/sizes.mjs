// The sizes that style asks for: a report, and hard limits.
import { isCanary, isSpec, projectFiles, readText } from './files.mjs';
import { measure } from './measure.mjs';

const HARD = { fileLines: 300, testFileLines: 400, functionLines: 60, parameters: 4, decorators: 4 };

/** @param {string} root @returns {Promise<{ file: string, rule: string, message: string }[]>} what is over a hard limit */
export async function checkSizes(root) {
  return measured(root).flatMap((size) => [
    ...(isList(size.file)
      ? []
      : over(size.lines, isTest(size.file) ? HARD.testFileLines : HARD.fileLines, size.file, 'file-lines')),
    ...size.functions
      .filter(() => !isTest(size.file))
      .flatMap(({ line, lines }) =>
        over(lines, HARD.functionLines, `${size.file}:${line}`, 'function-lines'),
      ),
    ...size.functions.flatMap(({ line, parameters }) =>
      over(parameters, HARD.parameters, `${size.file}:${line}`, 'parameters'),
    ),
    ...size.methods.flatMap(({ line, decorators }) =>
      over(decorators, HARD.decorators, `${size.file}:${line}`, 'decorators'),
    ),
  ]);
}

/** @param {string} root @returns {string} a table of where the code stands beside what is aimed for */
export function reportSizes(root) {
  const all = measured(root);
  const sources = all.filter(({ file }) => !isTest(file));
  const functions = sources.flatMap((size) => size.functions);
  const lines = total(sources.map((size) => size.lines));
  const share = lines === 0 ? 0 : (100 * total(sources.map((size) => size.commentLines))) / lines;
  const rows = [
    ['', 'count', 'median', 'p90', 'max', 'aim'],
    ['lines of a file', ...spread(sources.map((size) => size.lines)), '60 / 200 / 300'],
    [
      'lines of a test file',
      ...spread(all.filter(({ file }) => isTest(file)).map((size) => size.lines)),
      '- / - / 400',
    ],
    ['lines of a function', ...spread(functions.map((one) => one.lines)), '10 / 30 / 60'],
    ['parameters', ...spread(functions.map((one) => one.parameters)), '- / - / 4'],
    [
      'decorators of a method',
      ...spread(sources.flatMap((size) => size.methods.map((one) => one.decorators))),
      '- / - / 4',
    ],
  ];
  return [...rows.map(columns), `comments: ${share.toFixed(1)} % of ${lines} lines (aim 3–8 %)`].join('\n');
}

// A schema is as long as its tables.
/** As long as what it lists. */
const isList = (file) => file.includes('/src/migrations/') || file.endsWith('/kit/refusals.ts');

const isTest = (file) => isSpec(file) || /^(tests|bench)\//.test(file);

const measured = (root) =>
  projectFiles(root)
    .filter((file) => /^(libs|services|tools|tests|bench)\/.*\.(ts|mjs)$/.test(file) && !isCanary(file))
    .filter((file) => !file.includes('/generated/'))
    .map((file) => measure(file, readText(root, file)));

const over = (value, limit, file, rule) =>
  value > limit ? [{ file, rule, message: `${value}, at most ${limit}` }] : [];

const total = (values) => values.reduce((sum, value) => sum + value, 0);

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return [sorted.length, at(0.5), at(0.9), sorted.at(-1) ?? 0];
}

const WIDTHS = [24, 8, 8, 8, 8];
const columns = (cells) =>
  cells
    .map((cell, index) =>
      index === 0 ? String(cell).padEnd(24) : String(cell).padStart(WIDTHS[index] ?? 18),
    )
    .join('');
