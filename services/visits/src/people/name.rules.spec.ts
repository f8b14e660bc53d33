import { byName, foldedName, maskedDate, maskedName, maskedNumber, nameWords } from './name.rules';

describe('a name', () => {
  it('is looked for without case, spacing and signs', () => {
    expect(nameWords('  Нұрланова   Әлия-Гүл ')).toEqual(['нұрланова', 'әлия', 'гүл']);
    expect(foldedName("O'NEIL  Mary")).toBe(foldedName('o’neil mary'));
    expect(nameWords('--- ')).toEqual([]);
  });

  it('keeps its letters apart: е is no ё, ә no а, і no и', () => {
    expect(foldedName('Алена')).not.toBe(foldedName('Алёна'));
    expect(foldedName('Әли')).not.toBe(foldedName('Али'));
    expect(foldedName('Іңкәр')).not.toBe(foldedName('Иңкәр'));
    // The same letter, written as one sign or as two.
    expect(foldedName('Алёна')).toBe(foldedName('Але\u0308на'));
  });

  it('stands in the order of the Kazakh alphabet', () => {
    const names = ['Яна', 'Өмір', 'Ольга', 'Әлия', 'Асель', 'Бота', 'Ұлан', 'Умит', 'Қанат', 'Карина'];
    const sorted = names.map((name) => ({ name })).sort(byName);
    expect(sorted.map(({ name }) => name)).toEqual([
      'Асель',
      'Әлия',
      'Бота',
      'Карина',
      'Қанат',
      'Ольга',
      'Өмір',
      'Умит',
      'Ұлан',
      'Яна',
    ]);
  });
});

it('what is masked says a letter, the year, two signs, and never more than a half', () => {
  expect(maskedName('Әлия Нұрланова')).toBe('Ә*** Н***');
  expect(maskedDate('1980-05-01')).toBe('1980-**-**');
  expect(['012345678', '77', '7', ''].map((number) => maskedNumber(number))).toEqual([
    '***78',
    '***7',
    '***',
    '***',
  ]);
});
