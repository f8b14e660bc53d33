import { almatyZone, commonPriorities, counters, type SeedOffice, servedByPolice } from './office';

/** The police front office of the Turksib district, which never closes. */
export const almTrk: SeedOffice = {
  code: 'ALM-TRK',
  kind: 'police',
  name: {
    kk: 'Түрксіб ауданы полиция басқармасының фронт-офисі',
    ru: 'Фронт-офис управления полиции Турксибского района',
    en: 'Police front office of the Turksib district',
  },
  address: {
    kk: 'Алматы қ., Түрксіб ауданы, Рихард Зорге көшесі, 1',
    ru: 'г. Алматы, Турксибский район, улица Рихарда Зорге, 1',
    en: '1 Richard Sorge street, Turksib district, Almaty',
  },
  location: { latitude: 43.3439, longitude: 76.9871 },
  busRoutes: ['2', '17', '29', '36', '53', '74', '92', '106'],
  timeZone: almatyZone,
  businessDayStartsAt: '05:00',
  hours: { roundTheClock: true },
  services: [
    {
      ...servedByPolice({
        code: 'crime-report',
        prefix: 'A',
        name: {
          kk: 'Қылмыс туралы арыз қабылдау',
          ru: 'Приём заявлений о преступлениях',
          en: 'Report a crime',
        },
        expectedMinutes: 15,
      }),
      resources: ['prosecutor'],
    },
    servedByPolice({
      code: 'certificate',
      prefix: 'K',
      name: { kk: 'Анықтамалар беру', ru: 'Выдача справок', en: 'Certificates' },
      expectedMinutes: 7,
    }),
    servedByPolice({
      code: 'consultation',
      prefix: 'T',
      name: { kk: 'Кеңес беру', ru: 'Консультация', en: 'Advice' },
      expectedMinutes: 5,
    }),
    servedByPolice({
      code: 'administrative-case',
      prefix: 'M',
      name: {
        kk: 'Әкімшілік іс материалдарымен танысу',
        ru: 'Ознакомление с административными материалами',
        en: 'Administrative cases',
      },
      expectedMinutes: 10,
    }),
  ],
  counters: counters(16),
  priorities: commonPriorities,
  rules: {
    recallAfterSeconds: 60,
    noShowAfterSeconds: 90,
    returnWithinMinutes: 30,
    appointmentGraceMinutes: 10,
    overtakenAtMost: 5,
  },
};
