import {
  argumentFaults,
  argumentsOf,
  bodyIn,
  compile,
  fit,
  render,
  shorten,
  templateFaults,
} from './template.rules';
import { addDays } from '@kezek/platform';
import { seededTemplates } from './seeded-templates.rules';

const [issued] = seededTemplates;
if (issued === undefined) throw new Error('no template');

const ticket = {
  place: 'Түрксіб',
  number: 'A-12',
  queue: 'known',
  wait: 'known',
  from: 10,
  to: 15,
  link: 'https://x/t/h',
};

const textOf = (language: 'kk' | 'ru' | 'en', values: Record<string, string | number>) =>
  render(compile(bodyIn(issued.bodies, language), language), { ...ticket, ...values })?.text;

describe('a text', () => {
  it.each([
    [0, 'Вы следующий.'],
    [1, 'Перед вами 1 человек.'],
    [2, 'Перед вами 2 человека.'],
    [5, 'Перед вами 5 человек.'],
    [11, 'Перед вами 11 человек.'],
    [21, 'Перед вами 21 человек.'],
    [104, 'Перед вами 104 человека.'],
  ])('in Russian with %i ahead says "%s"', (ahead, words) => {
    expect(textOf('ru', { ahead })).toContain(words);
  });

  it.each([
    [0, 'Сіз келесісіз.'],
    [1, 'Алдыңызда 1 адам.'],
    [7, 'Алдыңызда 7 адам.'],
  ])('in Kazakh with %i ahead says "%s", for nouns stay singular after a number', (ahead, words) => {
    expect(textOf('kk', { ahead })).toContain(words);
  });

  it.each([
    [0, 'You are next.'],
    [1, '1 person ahead.'],
    [2, '2 people ahead.'],
  ])('in English with %i ahead says "%s"', (ahead, words) => {
    expect(textOf('en', { ahead })).toContain(words);
  });

  it('leaves out what is not known', () => {
    expect(textOf('en', { ahead: 0, queue: 'unknown', wait: 'unknown', from: 0, to: 0 })).toBe(
      'Түрксіб. Your ticket: A-12. https://x/t/h',
    );
  });

  it('stays in the small alphabet when it can', () => {
    const values = { ...ticket, place: 'Turksib', ahead: 3 };
    expect(render(compile(issued.bodies.en ?? '', 'en'), values)).toMatchObject({
      encoding: 'gsm7',
      segments: 1,
    });
    expect(render(compile(issued.bodies.kk, 'kk'), values)).toMatchObject({ encoding: 'ucs2', segments: 2 });
  });

  it('does not come of a plural that is given a word', () => {
    expect(render(compile('{n, number}', 'en'), { n: 'many' })?.text).not.toBe('many');
    expect(render(compile('{n}', 'en'), {})).toBeUndefined();
  });
});

describe('the date of a return', () => {
  const bodies = seededTemplates.find(({ key }) => key === 'return-later');
  if (bodies === undefined) throw new Error('no template');
  const said = (language: 'kk' | 'ru' | 'en', on: string) => {
    const values = { number: 'A-12', place: 'Түрксіб', link: 'https://x/t/h', on };
    return render(compile(bodyIn(bodies.bodies, language), language), values)?.text;
  };

  it.each([
    ['kk', '12 наурыз (бейсенбі) күні'],
    ['ru', 'приходите 12 марта (четверг)'],
    ['en', 'on Thursday, March 12'],
  ] as const)('in %s reads "%s"', (language, words) => {
    expect(said(language, '2026-03-12')).toContain(words);
  });

  it('leaves the longest text within its segments on every day of years', () => {
    const days = Array.from({ length: 4 * 366 }, (_, day) => addDays('2026-01-01', day));
    for (const language of ['kk', 'ru', 'en'] as const) {
      const format = compile(bodyIn(bodies.bodies, language), language);
      const most = Math.max(...days.map((on) => render(format, { ...bodies.longest, on })?.segments ?? 99));
      expect(most).toBeLessThanOrEqual(bodies.segmentsAtMost[language]);
    }
  });

  it.each(['soon', '2026-13-01', '12.03.2026'])('does not come of "%s"', (on) => {
    expect(said('ru', on)).toBeUndefined();
  });
});

describe('the arguments of a body', () => {
  it('are found in nested choices and named once', () => {
    expect(argumentsOf(issued.bodies.kk)).toEqual([
      'place',
      'number',
      'queue',
      'ahead',
      'wait',
      'from',
      'to',
      'link',
    ]);
  });

  it('are refused by name when missing or unknown', () => {
    expect(argumentFaults('{a} {b}', { a: 1, c: 2 })).toEqual([
      { pointer: '/arguments/b', code: 'required' },
      { pointer: '/arguments/c', code: 'unknown-field' },
    ]);
  });
});

describe('a template', () => {
  it.each(seededTemplates)('$key that the service brings along can be published', (template) => {
    expect(templateFaults(template)).toEqual([]);
  });

  it('that needs more segments than it allows cannot be published', () => {
    const faults = templateFaults({ ...issued, segmentsAtMost: { kk: 1, ru: 3, en: 3 } });
    expect(faults).toEqual([expect.stringMatching(/^kk: [23] segments, 1 at most$/)]);
  });

  it('that is no ICU MessageFormat cannot be published', () => {
    const faults = templateFaults({
      ...issued,
      bodies: { kk: '{place', ru: '{place}' },
      longest: { place: 'x' },
    });
    expect(faults).toEqual([expect.stringMatching(/^kk: not ICU MessageFormat/)]);
  });

  it('whose languages want different arguments cannot be published', () => {
    const faults = templateFaults({ ...issued, bodies: { kk: '{a}', ru: '{b}' }, longest: { a: 'x' } });
    expect(faults).toEqual(['ru: /arguments/b required', 'ru: /arguments/a unknown-field']);
  });

  it('without English falls back to Russian', () => {
    expect(bodyIn({ kk: 'қ', ru: 'р' }, 'en')).toBe('р');
  });
});

describe('a long place', () => {
  it('is cut at the end of a word', () => {
    expect(shorten('Круглосуточный фронт-офис полиции', 22)).toBe('Круглосуточный');
    expect(shorten('Алматы, Красногорская', 9)).toBe('Алматы');
    expect(shorten('ab', 2)).toBe('ab');
    expect(shorten('abcdefghij', 4)).toBe('abcd');
  });

  it('never makes a text longer than the template allows', () => {
    const { longest } = issued;
    const values = fit({ ...longest, place: 'Ұзын атау '.repeat(30) }, longest);
    expect(render(compile(issued.bodies.kk, 'kk'), values)?.segments).toBeLessThanOrEqual(
      issued.segmentsAtMost.kk,
    );
  });
});
