import { almatyZone, commonPriorities, counters, type SeedOffice, served } from './office';

/** The remand prison's front office on Krasnogorskaya street. */
export const almSizo: SeedOffice = {
  code: 'ALM-SIZO',
  kind: 'penal',
  name: {
    kk: 'Алматы қаласы тергеу изоляторының фронт-офисі',
    ru: 'Фронт-офис следственного изолятора города Алматы',
    en: 'Front office of the Almaty remand prison',
  },
  address: {
    kk: 'Алматы қ., Түрксіб ауданы, Красногорская көшесі, 73',
    ru: 'г. Алматы, Турксибский район, улица Красногорская, 73',
    en: '73 Krasnogorskaya street, Turksib district, Almaty',
  },
  location: { latitude: 43.3318, longitude: 76.9647 },
  busRoutes: ['2', '29', '50', '74', '79', '99'],
  timeZone: almatyZone,
  businessDayStartsAt: '05:00',
  hours: {
    weekly: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' },
      { days: ['sat'], from: '09:00', to: '14:00' },
    ],
    exceptions: [
      { date: '2026-12-16', closed: true },
      { date: '2027-01-01', closed: true },
      { date: '2027-01-07', closed: true },
      { date: '2027-03-08', closed: true },
      { date: '2027-03-22', closed: true },
    ],
  },
  services: [
    served({
      code: 'relative-visit',
      prefix: 'A',
      name: {
        kk: 'Туыстардың кездесуіне жазылу',
        ru: 'Запись на свидание для родственников',
        en: 'Visits by relatives',
      },
      expectedMinutes: 8,
    }),
    served({
      code: 'lawyer-visit',
      prefix: 'K',
      name: { kk: 'Қорғаушының кездесуі', ru: 'Свидание с защитником', en: 'Visits by defence counsel' },
      expectedMinutes: 6,
    }),
    served({
      code: 'parcel',
      prefix: 'M',
      name: {
        kk: 'Сәлемдеме мен жөнелтілім қабылдау',
        ru: 'Приём передач и посылок',
        en: 'Parcels for detainees',
      },
      expectedMinutes: 10,
    }),
    served({
      code: 'consultation',
      prefix: 'T',
      name: { kk: 'Кеңес беру', ru: 'Консультация', en: 'Advice' },
      expectedMinutes: 5,
    }),
  ],
  counters: counters(4),
  priorities: [
    ...commonPriorities,
    {
      code: 'hearing',
      minutes: 15,
      legalBasis:
        'Law on Advocacy: a defence counsel with a hearing on the same day is received without delay',
    },
  ],
  rules: {
    recallAfterSeconds: 60,
    noShowAfterSeconds: 90,
    returnWithinMinutes: 30,
    appointmentGraceMinutes: 10,
    overtakenAtMost: 5,
  },
};
