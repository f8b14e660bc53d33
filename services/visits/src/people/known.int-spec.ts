import { randomUUID } from 'node:crypto';
import { apartOf } from '../detainees/detainees.service';
import { detaineeKnown } from '../detainees/known.query';
import { Custody } from '../testing/custody.fixture';
import { held, named } from '../testing/people.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';
import { visitorsKnown } from './known.query';
import { Vault } from './vault.service';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const put = async (line: string, body: Json) => {
  const { status, body: answer } = await visits.ask(`PUT ${line}`, { body });
  if (status !== 200) throw new Error(JSON.stringify(answer));
};

it('a booking is told of its detainee what holds, in days of the facility', async () => {
  const office = await visits.facility();
  const custody = new Custody(visits, randomUUID());
  await custody.say('received', '2026-03-01T10:00:00+05:00', {
    facility: office,
    unit: 'B-2',
    status: 'accused',
  });
  // Half past midnight in Almaty.
  await custody.say('out-to-court', '2026-03-08T19:30:00Z', { expectedBackAt: '2026-03-10T12:00:00Z' });
  const restriction = { code: 'R-1', kind: 'no-visits', from: '2026-03-10', basis: 'x' };
  await custody.say('restriction-set', '2026-03-02T10:00:00+05:00', { restriction });
  await custody.say('restriction-lifted', '2026-03-03T10:00:00+05:00', { restriction });
  const { detainee } = custody;
  await put(`/detainees/${detainee}/restrictions/R-1`, {
    kind: 'closed-visits',
    from: '2026-03-10',
    basis: 'y',
  });
  const { manager } = visits.dataSource;
  const at = { timeZone: 'Asia/Almaty', now: visits.clock.now() };
  expect(await detaineeKnown(manager, detainee, at)).toEqual({
    id: detainee,
    facility: office,
    unit: 'B-2',
    status: 'accused',
    minor: false,
    whereabouts: 'court',
    restrictions: [{ kind: 'closed-visits', from: '2026-03-10', to: undefined }],
    courtDays: ['2026-03-09', '2026-03-10'],
  });
  expect(await detaineeKnown(manager, randomUUID(), at)).toBeUndefined();
  expect(await apartOf(manager, randomUUID())).toEqual([]);
});

it('a booking is told of its visitors what holds towards this detainee', async () => {
  const office = await visits.facility();
  const [detainee, other] = [await held(visits, office), await held(visits, office)];
  const [spouse, counsel] = [
    await named(visits, { office }),
    await named(visits, { office, birthDate: '1970-01-01' }),
  ];
  await put(`/contacts/${spouse}/relationships/${detainee}`, {
    kind: 'spouse',
    approved: true,
    from: '2026-03-01',
  });
  await put(`/contacts/${spouse}/bans/${detainee}`, { from: '2026-03-05', to: '2026-03-06', basis: 'x' });
  await put(`/contacts/${spouse}/bans/${other}`, { from: '2026-03-05', basis: 'x' });
  await put(`/contacts/${counsel}/credentials`, {
    certificate: 'A-1',
    defenceNotice: true,
    expiresOn: '2026-12-31',
  });
  const nobody = randomUUID();
  const known = await visitorsKnown(visits.dataSource.manager, visits.app.get(Vault), detainee, [
    spouse,
    counsel,
    nobody,
  ]);
  expect(Object.fromEntries(known)).toEqual({
    [spouse]: {
      birthDate: '1980-05-01',
      language: 'kk',
      relationship: { kind: 'spouse', approved: true, from: '2026-03-01', to: undefined },
      bans: [{ from: '2026-03-05', to: '2026-03-06' }],
      credentials: undefined,
    },
    [counsel]: {
      birthDate: '1970-01-01',
      language: 'kk',
      relationship: undefined,
      bans: [],
      credentials: { expiresOn: '2026-12-31', defenceNotice: true },
    },
  });
});
