import { aimOf, type Measure, medianOf, type Outcome, verdictOn } from './result.ts';

const width = 900;
const row = 26;
const left = 330;
const right = 200;
const colours = { met: '#2e7d32', missed: '#c62828' } as const;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Of every measure with an aim: its median as a share of the aim (the line), the five runs as dots. */
export function chart(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ name, measures }) =>
    measures.filter(({ aim }) => aim !== undefined).map((measure) => ({ name, measure })),
  );
  const height = (rows.length + 2) * row;
  const line = left + (width - left - right) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${String(line)}" y="16" text-anchor="middle" fill="#555">aim</text>
<line x1="${String(line)}" x2="${String(line)}" y1="20" y2="${String(height - 6)}" stroke="#555" stroke-dasharray="4 3"/>
${rows.map(({ name, measure }, index) => bar(name, measure, (index + 1) * row)).join('\n')}
</svg>
`;
}

function bar(outcome: string, measure: Measure, top: number): string {
  const { aim } = measure;
  if (aim === undefined) return '';
  const goal = 'least' in aim ? aim.least : aim.most;
  const xOf = (value: number): number =>
    left + (Math.min(Math.max(value / goal, 0), 2) / 2) * (width - left - right);
  const middle = top + row / 2;
  const value = medianOf(measure);
  const colour = colours[verdictOn(measure) ?? 'missed'];
  const dots = measure.runs.map(
    (run) =>
      `<circle cx="${xOf(run).toFixed(1)}" cy="${String(middle)}" r="2.5" fill="#222" fill-opacity="0.6"/>`,
  );
  return `<text x="${String(left - 8)}" y="${String(middle + 4)}" text-anchor="end">${escape(`${outcome}: ${measure.name}`)}</text>
<rect x="${String(left)}" y="${String(top + 5)}" width="${(xOf(value) - left).toFixed(1)}" height="${String(row - 10)}" fill="${colour}" fill-opacity="0.55"/>
${dots.join('')}
<text x="${String(width - right + 8)}" y="${String(middle + 4)}">${escape(`${String(value)} ${measure.unit} (${aimOf(measure)})`)}</text>`;
}
