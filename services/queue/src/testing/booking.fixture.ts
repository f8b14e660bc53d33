import type { Json } from './office.fixture';
import type { Answer, Ask, QueueFixture } from './queue.fixture';

export const today = '2026-03-10T06:00:00.000Z';
export const tomorrow = '2026-03-11T06:00:00.000Z';

/** What a booking system does: `R-1` is for reports, today, where nothing else is said. */
export const bookings = (queue: () => QueueFixture) => {
  const at = (office: string, reference = 'R-1') => `/offices/${office}/appointments/${reference}`;
  const booking = { reference: 'R-1', service: 'reports', startsAt: today, language: 'kk' };
  return {
    at,
    book: (office: string, more: Json = {}, ask: Ask = {}): Promise<Answer> =>
      queue().ask(`POST /offices/${office}/appointments`, { ...ask, body: { ...booking, ...more } }),
    move: (office: string, body: Json) => queue().ask(`PUT ${at(office)}`, { body }),
    cancel: (office: string) => queue().ask(`DELETE ${at(office)}`),
    checkIn: (office: string) => queue().ask(`POST ${at(office)}/check-in`, { body: {} }),
    tickets: (office: string) => queue().rows('SELECT FROM ticket WHERE office = $1', [office]),
  };
};
