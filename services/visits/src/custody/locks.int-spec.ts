import { inTransaction } from '@kezek/platform';
import { waitFor } from '@kezek/testing';
import { lockBooking } from '../booking/booking-locks.query';
import { Prison } from '../testing/party.fixture';
import { aPerson } from '../testing/people.fixture';
import { rulesBody } from '../testing/timetable-of.fixture';
import { VisitsFixture } from '../testing/visits.fixture';
import { shareTimetable } from '../facilities/timetable-lock.query';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const waiting = `SELECT FROM pg_locks JOIN pg_stat_activity a USING (pid)
  WHERE NOT granted AND a.datname = current_database()`;

const basis = 'Order 9';
const from = '2026-03-10';
describe('what a booking was decided by is so at its commit, because it waits for it', () => {
  it.each([
    ['a restriction', 'PUT /detainees/<detainee>/restrictions/R-7', { kind: 'no-visits', from, basis }],
    ['who must not meet', 'PUT /detainees/<other>/non-association/<detainee>', { basis }],
    ['who may meet again', 'DELETE /detainees/<detainee>/non-association/<other>', undefined],
    ['a ban', 'PUT /contacts/<visitor>/bans/<detainee>', { from, basis }],
    [
      'a relationship',
      'PUT /contacts/<visitor>/relationships/<detainee>',
      { kind: 'parent', from, approved: true },
    ],
    ["the facility's rules", 'PUT /facilities/<office>/rules', rulesBody({ visitorsAtMost: 1 })],
    ['a visitor', 'PUT /contacts/<visitor>', aPerson()],
  ])('%s', async (_, line, body) => {
    const prison = await Prison.open(visits);
    const { detainee, members } = await prison.family();
    const { detainee: other } = await prison.family();
    const [visitor = ''] = members;
    const named = line
      .replace('<office>', prison.office)
      .replace('<detainee>', detainee)
      .replace('<other>', other)
      .replace('<visitor>', visitor);
    const { answer } = await inTransaction(visits.dataSource, async (tx) => {
      await shareTimetable(tx, prison.office);
      await lockBooking(tx, { detainees: [detainee], visitors: [visitor] });
      const asked = visits.ask(named, { body, ...(line.endsWith('/rules') && { ifMatch: 1 }) });
      await waitFor(async () => (await visits.rows(waiting)).length > 0, `${line} waits`, 3_000);
      return { answer: asked };
    });
    expect((await answer).status).toBeLessThan(300);
  });
});
