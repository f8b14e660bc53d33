import { Custody } from '../testing/custody.fixture';
import { Prison } from '../testing/party.fixture';
import { startsAt, VisitsFixture, type Answer } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());
beforeEach(() => {
  visits.clock.set(startsAt);
});

/** A visit on 17 March to somebody of whom the custody system has spoken. */
async function booked(): Promise<{ prison: Prison; custody: Custody; visit: Answer; detainee: string }> {
  const prison = await Prison.open(visits);
  const family = await prison.family();
  const custody = new Custody(visits, family.detainee);
  await custody.say('received', '2026-03-01T10:00:00+05:00', { facility: prison.office, status: 'accused' });
  const visit = await prison.book(family);
  expect(visit.status).toBe(201);
  return { prison, custody, visit, detainee: family.detainee };
}

const flagsOf = async ({ body }: Answer): Promise<string[]> => {
  const read = await visits.ask(`GET /visits/${String(body['ref'])}`);
  expect(read.body['state']).toBe('booked');
  return (read.body['reviewFlags'] as { code: string }[]).map(({ code }) => code);
};

describe('a visit that is booked', () => {
  it('is flagged when the detainee is taken elsewhere, and is fine again when they are back', async () => {
    const { prison, custody, visit, detainee } = await booked();
    const facility = prison.office;
    await custody.say('transferred', '2026-03-09T11:00:00+05:00', { facility, destination: 'ALM-OTHER' });
    expect(await flagsOf(visit)).toEqual(['detainee-transferred']);
    await custody.say('received', '2026-03-09T12:00:00+05:00', { facility, status: 'accused' });
    expect(await flagsOf(visit)).toEqual([]);
    await custody.say('released', '2026-03-09T13:00:00+05:00', { facility });
    expect(await flagsOf(visit)).toEqual(['detainee-released']);
    const told = (await prison.told(detainee)).map(
      ({ type, sequence }) => `${String(sequence)} ${type.slice(13)}`,
    );
    expect(told).toEqual(['1 booked', '2 flag-raised', '3 flag-resolved', '4 flag-raised']);
    expect(await prison.oversold()).toEqual([]);
  });

  it('is flagged for the days at court that it falls on, and no others', async () => {
    const { prison, custody, visit } = await booked();
    const facility = prison.office;
    const until = (expectedBackAt: string) => ({ facility, expectedBackAt });
    await custody.say('out-to-court', '2026-03-09T09:00:00+05:00', until('2026-03-16T18:00:00+05:00'));
    expect(await flagsOf(visit)).toEqual([]);
    await custody.say('out-to-court', '2026-03-09T09:30:00+05:00', until('2026-03-17T18:00:00+05:00'));
    expect(await flagsOf(visit)).toEqual(['detainee-in-court']);
    await custody.say('returned', '2026-03-09T10:00:00+05:00', { facility });
    expect(await flagsOf(visit)).toEqual([]);
  });

  it('is flagged for a restriction until it is lifted, once however often it is said', async () => {
    const { prison, custody, visit } = await booked();
    const restriction = {
      code: 'R-1',
      kind: 'no-visits',
      from: '2026-03-10',
      to: '2026-03-31',
      basis: 'Order 1',
    };
    await custody.say('restriction-set', '2026-03-09T10:00:00+05:00', { restriction });
    expect(await flagsOf(visit)).toEqual(['detainee-restricted']);
    // Said once more, it is one flag.
    await custody.say('restriction-set', '2026-03-09T10:01:00+05:00', { restriction });
    expect(await flagsOf(visit)).toEqual(['detainee-restricted']);
    await custody.say('restriction-lifted', '2026-03-09T10:02:00+05:00', { restriction });
    expect(await flagsOf(visit)).toEqual([]);
    const flags = await visits.ask(`GET /facilities/${prison.office}/review-flags`);
    expect(flags.body['items']).toEqual([]);
  });
});
