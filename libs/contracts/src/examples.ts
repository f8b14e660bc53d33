import { visitsBodyExamples } from './visits/visits.examples';

/** A true body for each call that needs one, by its id: what `/docs` fills in, and a client's first request. */
export const bodyExamples: Readonly<Record<string, unknown>> = {
  putOffice: {
    kind: 'police',
    name: { kk: 'Фронт-офис', ru: 'Фронт-офис', en: 'Front office' },
    address: { kk: 'Алматы қ., Достық көшесі, 1', ru: 'г. Алматы, ул. Достык, 1' },
    location: { latitude: 43.2567, longitude: 76.9286 },
    busRoutes: ['36', '92'],
    timeZone: 'Asia/Almaty',
    hours: {
      weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
      exceptions: [{ date: '2026-03-23', closed: true }],
    },
    services: [
      {
        code: 'certificate',
        prefix: 'K',
        name: { kk: 'Анықтамалар беру', ru: 'Выдача справок', en: 'Certificates' },
        expectedMinutes: 6,
        target: { minutes: 20, legalBasis: 'Order No. 1, point 4', validFrom: '2026-01-01' },
      },
    ],
    counters: [{ code: '1' }, { code: '2' }],
    priorities: [{ code: 'veteran', minutes: 15, legalBasis: 'Law on veterans, article 9' }],
  },
  putPresence: { present: true },
  closeDay: { reason: 'power cut', returnOn: '2026-03-11' },
  issueTicket: {
    service: 'certificate',
    furtherServices: ['consultation'],
    channel: 'kiosk',
    language: 'kk',
    phone: '+77011234567',
  },
  putSession: { services: ['certificate', 'consultation'], skills: ['sign-language'] },
  pauseSession: { reason: 'lunch' },
  callTicket: { counter: '1', reason: 'medical' },
  finishTicket: { outcome: 'served' },
  cancelTicket: { reason: 'issued by mistake' },
  parkTicket: { reason: 'makes copies' },
  returnLaterTicket: { on: '2026-03-12', reason: 'must bring the passport' },
  transferTicket: { service: 'administrative-case', reason: 'wants to see the file' },
  reopenTicket: { reason: 'was in the corridor' },
  bookAppointment: {
    reference: 'EGOV-1024',
    service: 'consultation',
    startsAt: '2026-03-12T05:30:00.000Z',
    language: 'ru',
  },
  moveAppointment: { startsAt: '2026-03-12T06:00:00.000Z' },
  giveNumberBlock: { numbersPerPrefix: 50, hours: 4 },
  syncNumberBlock: {
    token: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmVk',
    tickets: [
      {
        number: 'K051',
        service: 'certificate',
        language: 'kk',
        trackingToken: 'VtT50IO4lHJvV4O7rUB1vA',
        issuedAt: '2026-03-10T04:12:00.000Z',
      },
    ],
    final: true,
    offline: { from: '2026-03-10T04:05:00.000Z', to: '2026-03-10T04:40:00.000Z' },
  },
  ...visitsBodyExamples,
  previewTemplate: { arguments: { number: 'K001', counter: '1' } },
};
