export type PageLanguage = 'kk' | 'ru';

export interface PageTexts {
  readonly title: string;
  readonly intro: string;
  readonly number: string;
  readonly find: string;
  readonly all: string;
  readonly none: string;
  readonly from: string;
  readonly validUntil: string;
  readonly shown: (shown: number, total: number) => string;
  readonly segments: (count: number) => string;
  readonly encodings: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
  readonly outcomes: string;
  readonly digits: string;
  readonly result: string;
  readonly otherwise: string;
}

const encodings = { gsm7: 'GSM-7', ucs2: 'UCS-2', other: '8-bit' };

export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = {
  kk: {
    title: 'SMS симуляторы',
    intro: 'Жүйе жіберген хабарламалар. Олар ешқандай телефонға бармайды.',
    number: 'Телефон нөмірі',
    find: 'Табу',
    all: 'Барлығы',
    none: 'Әзірге хабарлама жоқ.',
    from: 'Жіберуші',
    validUntil: 'Жарамдылық мерзімі',
    shown: (shown, total) => `Соңғы ${String(shown)} хабарлама, барлығы ${String(total)}`,
    segments: (count) => `${String(count)} бөлік`,
    encodings,
    states: {
      enroute: 'жолда',
      delivered: 'жеткізілді',
      expired: 'мерзімі өтті',
      undeliverable: 'жеткізілмеді',
      rejected: 'қабылданбады',
      cancelled: 'қайтарылды',
    },
    outcomes: 'Қай нөмірге не болады',
    digits: 'Соңғы цифрлар',
    result: 'Нәтиже',
    otherwise: 'басқа нөмір: жеткізіледі',
  },
  ru: {
    title: 'Симулятор SMS',
    intro: 'Сообщения, которые отправила система. Ни на один телефон они не уходят.',
    number: 'Номер телефона',
    find: 'Найти',
    all: 'Все',
    none: 'Сообщений пока нет.',
    from: 'От',
    validUntil: 'Действительно до',
    shown: (shown, total) => `Показано последних: ${String(shown)}, всего: ${String(total)}`,
    segments: (count) => `частей: ${String(count)}`,
    encodings,
    states: {
      enroute: 'в пути',
      delivered: 'доставлено',
      expired: 'срок истёк',
      undeliverable: 'не доставлено',
      rejected: 'отклонено',
      cancelled: 'отозвано',
    },
    outcomes: 'Что происходит с какими номерами',
    digits: 'Последние цифры',
    result: 'Результат',
    otherwise: 'любой другой: доставляется',
  },
};
