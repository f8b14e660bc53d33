import type { Statistics } from '@kezek/contracts';
import { emptyCell } from './cells.rules';
import { figuresOf } from './figures.rules';
import { tableOf } from './table.rules';

const figures = figuresOf(emptyCell());
const filled = {
  ...figures,
  issued: 3,
  waitMinutes: { p50: 1.5, p90: 2, max: 2.25, mean: 1.75 },
  withinTarget: { count: 1, of: 4, share: 0.25 },
};
const statistics: Statistics = {
  office: 'ALM-TRK',
  from: '2026-03-10',
  to: '2026-03-10',
  timeZone: 'Asia/Almaty',
  days: [],
  total: filled,
  services: [{ service: 'reports', ...filled }],
};
const operators = ['=1+1', '+7', '-7', '@x', '\tx', 'a,"b"\r\nc', 'Әлия'];

describe('the table', () => {
  const lines = tableOf(statistics).split('\r\n');
  const header = (lines[0] ?? '').split(',');
  const valueOf = (line: string | undefined, name: string) => line?.split(',')[header.indexOf(name)];

  it('has a header, a line for each service and the total, each ended by CR LF', () => {
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('');
    expect(header.slice(0, 7)).toEqual(['office', 'from', 'to', 'kind', 'key', 'beginsAt', 'issued']);
    expect(new Set(lines.slice(0, 3).map((line) => line.split(',').length))).toEqual(
      new Set([header.length]),
    );
  });

  it('has every figure under its name, and nothing where there is none', () => {
    expect(
      ['kind', 'key', 'issued', 'waitMinutesP90', 'waitMinutesMean'].map((name) => valueOf(lines[1], name)),
    ).toEqual(['service', 'reports', '3', '2', '1.75']);
    expect(valueOf(lines[2], 'withinTargetShare')).toBe('0.25');
    expect(valueOf(lines[1], 'serviceMinutesP50')).toBe('');
  });

  it('quotes what has to be quoted, and marks as text what a spreadsheet would compute', () => {
    const groups = operators.map((operator) => ({ operator, ...figures }));
    const table = tableOf({ ...statistics, groups });
    for (const cell of [`,'=1+1,`, `,'+7,`, `,'-7,`, `,'@x,`, `,'\tx,`, `,"a,""b""\r\nc",`, ',Әлия,'])
      expect(table).toContain(`operator${cell}`);
  });

  it('names the groups by what they are', () => {
    const hour = { hour: '2026-03-10T00:00:00.000Z', localHour: '2026-03-10T05:00' };
    const groups = [{ counter: '1' }, hour, { day: '2026-03-10' }];
    const table = tableOf({ ...statistics, groups: groups.map((key) => ({ ...key, ...figures })) });
    expect(table).toMatch(
      /,counter,1,,[^]*,hour,2026-03-10T05:00,2026-03-10T00:00:00\.000Z,[^]*,day,2026-03-10,,/,
    );
  });
});
