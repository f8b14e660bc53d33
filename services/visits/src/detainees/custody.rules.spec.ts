import { custodyData, custodyWord, type CustodyWord } from '@kezek/contracts';
import fc from 'fast-check';
import { courtDaysOf, project, restrictionsBy, type Told } from './custody.rules';

const detainee = '0199e0f0-0000-7000-8000-000000000001';
const restriction = { code: 'R-1', kind: 'closed-visits', from: '2026-03-10', basis: 'Order 1' };

let events = 0;
function told(word: CustodyWord, at: string, more: object = {}, sequence = (events += 1)): Told {
  const said = { detainee, at, ...(word.startsWith('restriction') && { restriction }), ...more };
  const data = custodyData.parse(said);
  return { event: `e${String(sequence)}`, word, at: new Date(at), sequence, data };
}
beforeEach(() => {
  events = 0;
});

const received = () => told('received', '2026-03-01T10:00:00+05:00', { facility: 'ALM-SIZO', unit: 'B-2' });
const toCourt = () =>
  told('out-to-court', '2026-03-10T09:00:00+05:00', { expectedBackAt: '2026-03-10T17:00:00+05:00' });

describe('a detainee', () => {
  it('is where the newest word says, with what it says of that', () => {
    expect(project([received(), toCourt()])).toMatchObject({
      facility: 'ALM-SIZO',
      unit: 'B-2',
      whereabouts: 'court',
      since: new Date('2026-03-10T04:00:00Z'),
      expectedBackAt: new Date('2026-03-10T12:00:00Z'),
      gaps: [],
    });
    const back = told('returned', '2026-03-10T15:00:00+05:00', { unit: 'C-1' });
    expect(project([received(), toCourt(), back])).toMatchObject({
      unit: 'C-1',
      whereabouts: 'in',
      expectedBackAt: null,
    });
  });

  it.each([
    ['another facility', { destination: 'ALA-LA155' }, 'transferred'],
    ['hospital', { destination: 'HOSPITAL-7', hospital: true }, 'hospital'],
  ])('who is taken to %s still belongs to the facility that was left', (_, more, whereabouts) => {
    const moved = told('transferred', '2026-03-11T09:00:00+05:00', more);
    expect(project([received(), moved])).toMatchObject({
      facility: 'ALM-SIZO',
      whereabouts,
      ...destinationOf(more),
    });
  });

  it('in a new facility is in no unit until it says so, and is what was said before', () => {
    const elsewhere = told('received', '2026-03-11T12:00:00+05:00', { facility: 'ALA-LA155' });
    const known = told('received', '2026-03-01T10:00:00+05:00', {
      facility: 'ALM-SIZO',
      unit: 'B-2',
      status: 'accused',
      minor: true,
      body: 'POLICE-TRK',
    });
    expect(project([known, elsewhere])).toMatchObject({
      facility: 'ALA-LA155',
      unit: null,
      status: 'accused',
      minor: true,
      body: 'POLICE-TRK',
    });
  });
});

const destinationOf = ({ destination }: { destination: string }) => ({ destination });

describe('a gap', () => {
  it('is a movement that can not follow the one before', () => {
    const released = told('released', '2026-03-02T10:00:00+05:00');
    expect(project([received(), released, toCourt()]).gaps).toEqual(['movement-missing']);
    const back = told('returned', '2026-03-02T10:00:00+05:00');
    expect(project([received(), back]).gaps).toEqual(['movement-missing']);
  });

  it('is a beginning that was not told, whatever came', () => {
    expect(project([toCourt()]).gaps).toEqual(['reception-missing']);
    expect(project([told('restriction-set', '2026-03-02T10:00:00+05:00')]).gaps).toEqual([
      'reception-missing',
    ]);
  });

  it('is a number that was left out, and none is before the first', () => {
    const at = '2026-03-02T10:00:00+05:00';
    const gapsOf = (...numbers: number[]) =>
      project(
        numbers.map((number, index) =>
          index === 0
            ? { ...received(), event: `n${String(number)}`, sequence: number }
            : told('restriction-set', at, {}, number),
        ),
      ).gaps;
    expect(gapsOf(41, 42, 43)).toEqual([]);
    expect(gapsOf(41, 43)).toEqual(['sequence-missing']);
    expect(gapsOf(41, 43, 42)).toEqual([]);
    expect([gapsOf(41, 0, 42), gapsOf(0)]).toEqual([[], []]);
  });

  it('is none where the same was told twice', () => {
    const [first, once] = [received(), toCourt()];
    const again = { ...once, event: 'other' };
    expect(project([first, once, again]).gaps).toEqual([]);
  });
});

const anyTold = fc
  .record({
    word: fc.constantFrom(...custodyWord.options),
    day: fc.integer({ min: 1, max: 4 }),
    facility: fc.option(fc.constantFrom('ALM-SIZO', 'ALA-LA155'), { nil: undefined }),
    unit: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }),
    code: fc.constantFrom('R-1', 'R-2'),
    kind: fc.constantFrom('closed-visits', 'no-visits'),
    hospital: fc.boolean(),
    sequence: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ word, day, facility, unit, code, kind, hospital, sequence }) => (event: number): Told => {
    const at = `2026-03-0${String(day)}T10:00:00+05:00`;
    const more = { facility, unit, hospital, restriction: { ...restriction, code, kind } };
    return { ...told(word, at, more, sequence), event: `e${String(event)}` };
  });

it('any order, with any repetitions, makes the same of a detainee', () => {
  const disorder = fc
    .array(anyTold, { minLength: 1, maxLength: 10 })
    .map((all) => all.map((make, index) => make(index)))
    .chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: all.length }).map((some) => [...some, ...all]),
        fc.shuffledSubarray(all, { minLength: all.length }),
      ),
    );
  fc.assert(
    fc.property(disorder, ([all, repeated, shuffled]) => {
      for (const other of [repeated, shuffled]) {
        expect(project(other)).toEqual(project(all));
        expect(restrictionsBy(other)).toEqual(restrictionsBy(all));
      }
    }),
    { numRuns: 1000 },
  );
});

it('of a restriction the newest word counts, whatever came last', () => {
  const set = told('restriction-set', '2026-03-02T10:00:00+05:00');
  const lifted = told('restriction-lifted', '2026-03-03T10:00:00+05:00');
  const [only, ...others] = restrictionsBy([lifted, set]);
  expect([only, others]).toMatchObject([
    { code: 'R-1', lifted: true, at: new Date('2026-03-03T05:00:00Z') },
    [],
  ]);
});

describe('the days in court', () => {
  // Almaty's day begins at 19:00 of the one before.
  const dayAt = (at: Date) => new Date(at.getTime() + 5 * 3_600_000).toISOString().slice(0, 10);
  const days = (expectedBackAt: string | null, now: string) =>
    courtDaysOf(
      {
        whereabouts: 'court',
        since: new Date('2026-03-10T04:00:00Z'),
        expectedBackAt: expectedBackAt === null ? null : new Date(expectedBackAt),
      },
      dayAt,
      new Date(now),
    );

  it('last until they are expected back, and as long as they have not come', () => {
    expect(days(null, '2026-03-10T05:00:00Z')).toEqual(['2026-03-10']);
    expect(days('2026-03-11T18:59:00Z', '2026-03-10T05:00:00Z')).toEqual(['2026-03-10', '2026-03-11']);
    expect(days('2026-03-10T12:00:00Z', '2026-03-11T19:00:00Z')).toEqual([
      '2026-03-10',
      '2026-03-11',
      '2026-03-12',
    ]);
    // Said for tomorrow: not today.
    expect(days(null, '2026-03-08T05:00:00Z')).toEqual(['2026-03-10']);
  });

  it('are told no farther than anybody may book, whatever was said', () => {
    const ofAll = { whereabouts: 'court', expectedBackAt: new Date('9999-12-31T23:59:59Z') } as const;
    const since = new Date('0001-01-01T00:00:00Z');
    const found = courtDaysOf({ ...ofAll, since }, dayAt, new Date('2026-03-10T05:00:00Z'));
    expect([found[0], found.at(-1)]).toEqual(['2025-03-09', '2027-03-11']);
    expect(found).toContain('2026-03-17');
    const [far, now] = [new Date('9000-01-01T00:00:00Z'), new Date('2026-03-10T05:00:00Z')];
    expect(courtDaysOf({ ...ofAll, since: far }, dayAt, now)).toEqual([]);
  });

  it('are none of who is anywhere else', () => {
    const back = project([received(), toCourt(), told('returned', '2026-03-10T15:00:00+05:00')]);
    expect(courtDaysOf(back, dayAt, new Date('2026-03-10T15:00:00Z'))).toEqual([]);
  });
});
