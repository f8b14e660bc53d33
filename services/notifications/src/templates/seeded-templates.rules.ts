import type { TemplateDraft } from './template.rules';

export const templateKeys = [
  'ticket-issued',
  'turn-near',
  'ticket-called',
  'office-closed',
  'return-later',
  'ticket-cancelled',
] as const;
export type TemplateKey = (typeof templateKeys)[number];

// Kazakh Cyrillic forces UCS-2: the longest place that still leaves room for the rest.
const place = 'Түрксіб ауданы полиция басқармасының фронт-офисі, 12';
// A Sunday in September, a Wednesday in English: the month counts most.
const longestDate = '2026-09-27';
const link = 'https://kezek.almaty.gov.kz/t/0123456789012345678901';

/**
 * The texts that the service brings along. A published version never changes: another text is another version.
 * Kazakh nouns after a number stay singular; Russian has four forms.
 */
export const seededTemplates: readonly (TemplateDraft & {
  readonly key: TemplateKey;
  readonly version: number;
})[] = [
  {
    key: 'ticket-issued',
    version: 1,
    category: 'transaction',
    lane: 'normal',
    validity: 'PT30M',
    unknownOutcome: 'hold',
    bodies: {
      kk:
        '{place}. Талоныңыз: {number}.{queue, select, known { {ahead, plural, =0 {Сіз келесісіз.} other {Алдыңызда # адам.}}} other {}}' +
        '{wait, select, known { Күту шамамен {from}–{to} мин.} other {}} {link}',
      ru:
        '{place}. Ваш талон: {number}.{queue, select, known { {ahead, plural, =0 {Вы следующий.} one {Перед вами # человек.} few {Перед вами # человека.} many {Перед вами # человек.} other {Перед вами # человека.}}} other {}}' +
        '{wait, select, known { Ждать около {from}–{to} мин.} other {}} {link}',
      en:
        '{place}. Your ticket: {number}.{queue, select, known { {ahead, plural, =0 {You are next.} one {# person ahead.} other {# people ahead.}}} other {}}' +
        '{wait, select, known { About {from}-{to} min.} other {}} {link}',
    },
    segmentsAtMost: { kk: 3, ru: 3, en: 3 },
    namesCustody: false,
    longest: {
      place,
      number: 'AB-9999',
      queue: 'known',
      ahead: 999,
      wait: 'known',
      from: 995,
      to: 999,
      link,
    },
  },
  {
    key: 'turn-near',
    version: 1,
    category: 'transaction',
    lane: 'normal',
    validity: 'PT10M',
    unknownOutcome: 'hold',
    bodies: {
      kk: '{number} талоны: кезегіңіз жақын, {ahead, plural, =0 {сіз келесісіз} other {алдыңызда # адам}}. Күту залында болыңыз. {place}',
      ru: 'Талон {number}: скоро ваша очередь, {ahead, plural, =0 {вы следующий} one {перед вами # человек} few {перед вами # человека} many {перед вами # человек} other {перед вами # человека}}. Будьте в зале ожидания. {place}',
      en: 'Ticket {number}: your turn is near, {ahead, plural, =0 {you are next} one {# person ahead} other {# people ahead}}. Please be in the waiting hall. {place}',
    },
    segmentsAtMost: { kk: 2, ru: 3, en: 3 },
    namesCustody: false,
    longest: { place, number: 'AB-9999', ahead: 50 },
  },
  {
    key: 'ticket-called',
    version: 1,
    category: 'call',
    lane: 'call',
    validity: 'PT3M',
    unknownOutcome: 'resend',
    bodies: {
      kk: '{number} талоны: №{counter} терезеге келіңіз. {place}',
      ru: 'Талон {number}: подойдите к окну {counter}. {place}',
      en: 'Ticket {number}: please come to counter {counter}. {place}',
    },
    segmentsAtMost: { kk: 2, ru: 2, en: 2 },
    namesCustody: false,
    longest: { place, number: 'AB-9999', counter: 'information-desk' },
  },
  {
    key: 'office-closed',
    version: 1,
    category: 'transaction',
    lane: 'normal',
    validity: 'PT3H',
    unknownOutcome: 'resend',
    bodies: {
      kk: '{place}. Бүгінгі қабылдау тоқтатылды, {number} талоны шақырылмайды. Басқа күні жаңа талон алыңыз. {link}',
      ru: '{place}. На сегодня приём прекращён, талон {number} не вызовут. Возьмите новый талон в другой день. {link}',
      en: '{place}. Closed for today: ticket {number} will not be called. Please take a new ticket on another day. {link}',
    },
    segmentsAtMost: { kk: 3, ru: 3, en: 3 },
    namesCustody: false,
    longest: { place, number: 'AB-9999', link },
  },
  {
    key: 'return-later',
    version: 1,
    category: 'transaction',
    lane: 'normal',
    validity: 'P1D',
    unknownOutcome: 'resend',
    bodies: {
      kk: '{number} талоны: {on, date, day} ({on, date, weekday}) күні келіңіз, басымдықпен қабылданасыз. {place}. {link}',
      ru: 'Талон {number}: приходите {on, date, day} ({on, date, weekday}), вас примут с приоритетом. {place}. {link}',
      en: 'Ticket {number}: please come back on {on, date, weekday}, {on, date, day}; you will have priority. {place}. {link}',
    },
    segmentsAtMost: { kk: 3, ru: 3, en: 3 },
    namesCustody: false,
    longest: { place, number: 'AB-9999', on: longestDate, link },
  },
  {
    key: 'ticket-cancelled',
    version: 1,
    category: 'transaction',
    lane: 'normal',
    validity: 'PT6H',
    unknownOutcome: 'resend',
    bodies: {
      kk: '{number} талоны жойылды, сіз шақырылмайсыз. {place}. {link}',
      ru: 'Талон {number} отменён, вас не вызовут. {place}. {link}',
      en: 'Ticket {number} has been withdrawn, you will not be called. {place}. {link}',
    },
    segmentsAtMost: { kk: 3, ru: 3, en: 3 },
    namesCustody: false,
    longest: { place, number: 'AB-9999', link },
  },
];

/** The newest seeded version of a key. */
export const seededTemplate = (key: TemplateKey): (typeof seededTemplates)[number] => {
  const found = seededTemplates.filter((template) => template.key === key).at(-1);
  if (found === undefined) throw new Error(`no template ${key}`);
  return found;
};
