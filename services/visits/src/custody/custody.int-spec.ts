import { metrics } from '@kezek/platform';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { Custody } from '../testing/custody.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const somebody = () => new Custody(visits, randomUUID());
const read = async (detainee: string) => (await visits.ask(`GET /detainees/${detainee}`)).body;
const restriction = (more: Json = {}) => ({
  restriction: { code: 'R-7', kind: 'closed-visits', from: '2026-03-10', basis: 'Order 7', ...more },
});

const story = (custody: Custody) => [
  custody.event('received', '2026-03-01T10:00:00+05:00', {
    facility: 'ALM-SIZO',
    unit: 'B-2',
    status: 'accused',
    body: 'POLICE-TRK',
  }),
  custody.event('restriction-set', '2026-03-02T10:00:00+05:00', restriction()),
  custody.event('out-to-court', '2026-03-03T09:00:00+05:00'),
  custody.event('returned', '2026-03-03T16:00:00+05:00', { unit: 'C-1' }),
  custody.event('restriction-lifted', '2026-03-04T10:00:00+05:00', restriction()),
  custody.event('transferred', '2026-03-05T10:00:00+05:00', { destination: 'HOSPITAL-7', hospital: true }),
];

const ended = {
  facility: 'ALM-SIZO',
  unit: 'C-1',
  status: 'accused',
  minor: false,
  body: 'POLICE-TRK',
  whereabouts: 'hospital',
  since: '2026-03-05T05:00:00.000Z',
  destination: 'HOSPITAL-7',
  asOf: '2026-03-05T05:00:00.000Z',
  gaps: [],
  restrictions: [
    {
      code: 'R-7',
      kind: 'closed-visits',
      from: '2026-03-10',
      basis: 'Order 7',
      source: 'custody',
      lifted: true,
    },
  ],
  apart: [],
};

describe('what the custody system says of a detainee', () => {
  it('is what staff of the facility read', async () => {
    const custody = somebody();
    await custody.tell(...story(custody));
    expect(await read(custody.detainee)).toEqual({ id: custody.detainee, ...ended });
  });

  it('gives the same in any order and however often it is said', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 0, 2, 4], { minLength: 9 });
    await fc.assert(
      fc.asyncProperty(order, async (indexes) => {
        const custody = somebody();
        const events = story(custody);
        await custody.tell(...indexes.map((index) => events[index]).filter((event) => event !== undefined));
        expect(await read(custody.detainee)).toEqual({ id: custody.detainee, ...ended });
      }),
      { numRuns: 25 },
    );
  });

  it('at once by several processes is all taken', async () => {
    const custody = somebody();
    await Promise.all(story(custody).map((event) => custody.tell(event)));
    expect(await read(custody.detainee)).toEqual({ id: custody.detainee, ...ended });
  });
});

describe('what the custody system has left out', () => {
  const counted = async () => {
    const { values = [] } = (await metrics.getSingleMetric('kezek_custody_gaps_total')?.get()) ?? {};
    return values.find(({ labels }) => labels['gap'] === 'movement-missing')?.value ?? 0;
  };

  it('is marked, counted once, and gone when it comes after all', async () => {
    const before = await counted();
    const custody = somebody();
    const [received, , out, returned] = story(custody);
    if (received === undefined || out === undefined || returned === undefined) throw new Error('story');
    await custody.tell(received, returned, returned);
    expect(await read(custody.detainee)).toMatchObject({ gaps: ['movement-missing', 'sequence-missing'] });
    expect(await counted()).toBe(before + 1);
    await custody.tell(out);
    expect(await read(custody.detainee)).toMatchObject({ whereabouts: 'in', gaps: ['sequence-missing'] });
  });

  it('of somebody unknown is no error: nobody sees them before a facility is named', async () => {
    const custody = somebody();
    await custody.say('out-to-court', '2026-03-03T09:00:00+05:00');
    expect(await read(custody.detainee)).toMatchObject({ status: 404, code: 'not-found' });
    await custody.say('received', '2026-03-02T09:00:00+05:00', { facility: 'ALM-SIZO' });
    expect(await read(custody.detainee)).toMatchObject({ whereabouts: 'court', gaps: [] });
  });
});

describe('the facility', () => {
  const here = async () => {
    const custody = somebody();
    await custody.say('received', '2026-03-01T10:00:00+05:00', { facility: 'ALM-SIZO' });
    return custody.detainee;
  };
  const order = { kind: 'no-visits', from: '2026-03-10', to: '2026-03-12', basis: 'Order 9' };
  const restrict = (detainee: string, body: Json) =>
    visits.ask(`PUT /detainees/${detainee}/restrictions/R-7`, { body });

  it('restricts by orders of its own, beside those of the custody system, and ends them', async () => {
    const custody = somebody();
    await custody.tell(...story(custody));
    expect((await restrict(custody.detainee, order)).body).toEqual({
      code: 'R-7',
      ...order,
      source: 'facility',
      lifted: false,
    });
    await restrict(custody.detainee, { ...order, to: '2026-03-11' });
    expect((await read(custody.detainee))['restrictions']).toMatchObject([
      { code: 'R-7', source: 'custody', lifted: true },
      { code: 'R-7', source: 'facility', to: '2026-03-11' },
    ]);
    expect((await restrict(custody.detainee, { ...order, to: '2026-03-09' })).status).toBe(400);
  });

  it('keeps two apart, from either side, and lets them meet again', async () => {
    const [a, b] = [await here(), await here()];
    const both = [a, b].sort();
    const body = { basis: 'Accomplices' };
    expect((await visits.ask(`PUT /detainees/${a}/non-association/${b}`, { body })).body).toEqual({
      detainees: both,
      ...body,
    });
    // In capitals it is the same id.
    expect(
      (await visits.ask(`PUT /detainees/${b.toUpperCase()}/non-association/${a}`, { body })).status,
    ).toBe(200);
    expect([(await read(a))['apart'], (await read(b))['apart']]).toEqual([[b], [a]]);
    expect((await visits.ask(`PUT /detainees/${a}/non-association/${a}`, { body })).status).toBe(404);
    for (const _ of [1, 2])
      expect((await visits.ask(`DELETE /detainees/${b}/non-association/${a}`)).status).toBe(204);
    expect((await read(a))['apart']).toEqual([]);
  });

  it('leaves on record who did it, and nobody can take that back', async () => {
    const detainee = await here();
    await restrict(detainee, order);
    expect(
      await visits.rows('SELECT actor, action, detail FROM act WHERE detainee = $1', [detainee]),
    ).toEqual([{ actor: 'clerk', action: 'restriction-set', detail: { code: 'R-7', ...order } }]);
    await expect(visits.rows('DELETE FROM act')).rejects.toThrow('permission denied');
    await expect(visits.rows("UPDATE custody_event SET word = 'released'")).rejects.toThrow(
      'permission denied',
    );
  });

  it('of another place sees and does nothing', async () => {
    const detainee = await here();
    const as = { offices: ['ALM-TRK'] };
    for (const [line, body] of [
      [`GET /detainees/${detainee}`],
      [`PUT /detainees/${detainee}/restrictions/R-1`, order],
      [`PUT /detainees/${detainee}/non-association/${randomUUID()}`, { basis: 'x' }],
      [`DELETE /detainees/${detainee}/non-association/${randomUUID()}`],
    ] as const)
      expect((await visits.ask(line, { as, body })).body).toMatchObject({ status: 404, code: 'not-found' });
  });
});
