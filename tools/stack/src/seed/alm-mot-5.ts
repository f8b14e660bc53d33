import { almatyZone, commonPriorities, counters, type SeedOffice, served } from './office';

/** The fifth motorists' centre, in the Zhetysu-Semirechye trading house. */
export const almMot5: SeedOffice = {
  code: 'ALM-MOT-5',
  kind: 'motorist',
  name: {
    kk: '№ 5 автокөлік иелеріне қызмет көрсету орталығы',
    ru: 'Центр обслуживания автовладельцев № 5',
    en: "Motorists' service centre No. 5",
  },
  address: {
    kk: 'Алматы қ., Түрксіб ауданы, Сүйінбай даңғылы, «Жетісу-Семиречье» сауда үйі',
    ru: 'г. Алматы, Турксибский район, проспект Суюнбая, торговый дом «Жетысу-Семиречье»',
    en: 'Zhetysu-Semirechye trading house, Suyunbay avenue, Turksib district, Almaty',
  },
  location: { latitude: 43.3066, longitude: 76.9526 },
  busRoutes: ['2', '29', '32', '71', '74', '79'],
  timeZone: almatyZone,
  businessDayStartsAt: '05:00',
  hours: {
    weekly: [
      { days: ['tue', 'wed', 'thu', 'fri'], from: '09:00', to: '19:00' },
      { days: ['sat'], from: '09:00', to: '17:00' },
    ],
    exceptions: [
      { date: '2026-12-16', closed: true },
      { date: '2027-01-01', closed: true },
      { date: '2027-01-02', closed: true },
    ],
  },
  services: [
    served({
      code: 'vehicle-registration',
      prefix: 'A',
      name: { kk: 'Көлік құралын тіркеу', ru: 'Регистрация транспортных средств', en: 'Register a vehicle' },
      expectedMinutes: 12,
    }),
    served({
      code: 'driving-licence',
      prefix: 'B',
      name: {
        kk: 'Жүргізуші куәлігін беру және ауыстыру',
        ru: 'Выдача и замена водительских удостоверений',
        en: 'Driving licences',
      },
      expectedMinutes: 9,
    }),
    served({
      code: 'number-plates',
      prefix: 'K',
      name: {
        kk: 'Мемлекеттік нөмір белгілерін беру',
        ru: 'Выдача государственных номерных знаков',
        en: 'Number plates',
      },
      expectedMinutes: 6,
    }),
    served({
      code: 'fines',
      prefix: 'M',
      name: {
        kk: 'Әкімшілік айыппұлдар бойынша қызмет',
        ru: 'Вопросы по административным штрафам',
        en: 'Fines',
      },
      expectedMinutes: 5,
    }),
  ],
  counters: counters(8),
  priorities: commonPriorities,
  rules: {
    recallAfterSeconds: 60,
    noShowAfterSeconds: 90,
    returnWithinMinutes: 30,
    appointmentGraceMinutes: 10,
    overtakenAtMost: 5,
  },
};
