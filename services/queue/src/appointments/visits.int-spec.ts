import {
  Refusal,
  visitEvents,
  type EventOf,
  type visitApproved,
  type visitBooked,
  type VisitData,
} from '@kezek/contracts';
import { ContractViolation, type EventContext } from '@kezek/platform';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { instanceBeside } from '../testing/instance.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';
import { VisitsConsumer } from './visits.consumer';

let queue: QueueFixture;
let service: ReturnType<typeof instanceBeside>;
beforeAll(async () => {
  queue = await QueueFixture.start();
  service = instanceBeside(queue, Buffer.alloc(32, 1));
});
afterAll(() => queue.stop());
afterEach(() => {
  queue.clock.set(startsAt);
});

/** What is said of one visit in its life; versions count up. */
type Saying = Pick<VisitData, 'state' | 'service' | 'startsAt'> & { readonly arrivedAt?: string };

const times = [
  '2026-03-10T04:55:00Z',
  '2026-03-10T06:00:00Z',
  '2026-03-10T22:00:00Z',
  '2026-03-12T06:00:00Z',
];
const place = fc.record({
  service: fc.constantFrom('reports', 'papers'),
  startsAt: fc.constantFrom(...times),
});
const life: fc.Arbitrary<Saying[]> = fc
  .tuple(
    fc.array(place, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('booked', 'cancelled', 'checked-in'),
    fc.constantFrom('2026-03-10T04:30:00Z', '2026-03-10T05:00:00Z', '2026-03-10T07:00:00Z'),
  )
  .map(([places, end, arrivedAt]) => {
    const booked = places.map((one) => ({ ...one, state: 'booked' as const }));
    const last = booked.at(-1) ?? { service: 'reports', startsAt: times[0] ?? '' };
    if (end === 'cancelled') return [...booked, { ...last, state: end }];
    return end === 'checked-in' ? [...booked, { ...last, state: end, arrivedAt }] : booked;
  });

const visitsOf = (office: string, sayings: readonly Saying[], more: object = {}): VisitData[] => {
  const visit = `V-${randomUUID().slice(0, 8)}`;
  return sayings.map((saying, index) =>
    schemaOf(saying).parse({ visit, office, language: 'kk', version: index + 1, ...saying, ...more }),
  );
};
const schemaOf = ({ state }: Saying) => {
  const found = visitEvents.find(({ data }) => data.shape.state.value === state);
  if (found === undefined) throw new Error(state);
  return found.data;
};

const hear = (visit: VisitData): Promise<void> =>
  service.work.run((tx, now) => service.appointments.follow(tx, visit, now));

const fail = (): never => {
  throw new Error('there is none');
};

interface Row {
  readonly state: string;
  readonly outcome: string | null;
}
async function ticketsOf(visit: VisitData | undefined): Promise<Row[]> {
  return queue.rows(
    `SELECT state, outcome, service, appointment_at, business_day::text, contact_ref, priority,
       CASE WHEN state = 'waiting' THEN basis_at END AS basis_at, due_at
     FROM ticket WHERE office = $1 AND appointment_reference = $2`,
    [visit?.office, visit?.visit],
  );
}
/** Where a visit does not take place, nobody asks when it would have. */
const compared = (rows: Row[]) =>
  rows.map((row) => (row.state === 'cancelled' ? { state: row.state, outcome: row.outcome } : row));

const inDisorder = life.chain((sayings) =>
  fc.record({
    sayings: fc.constant(sayings),
    // Indexes of what is heard, in that order, with repeats; the last one is heard at some time.
    order: fc
      .tuple(
        fc.array(fc.nat(sayings.length - 1), { maxLength: 8 }),
        fc.array(fc.nat(sayings.length - 1), { maxLength: 4 }),
      )
      .map(([before, after]) => [...before, sayings.length - 1, ...after]),
  }),
);

describe('what is said of a visit', () => {
  it('in whatever order, however often and with whatever gaps, ends in one ticket as if in order', async () => {
    const office = await queue.office();
    await fc.assert(
      fc.asyncProperty(inDisorder, async ({ sayings, order }) => {
        const [inOrder, asHeard] = [visitsOf(office, sayings), visitsOf(office, sayings)];
        for (const visit of inOrder) await hear(visit);
        for (const index of order) await hear(asHeard[index] ?? fail());
        const [expected, found] = [await ticketsOf(inOrder[0]), await ticketsOf(asHeard[0])];
        expect(expected).toHaveLength(1);
        expect(compared(found)).toEqual(compared(expected));
      }),
      { numRuns: 200 },
    );
    const broken = await queue.rows(
      `SELECT FROM (SELECT ticket, version, row_number() OVER (PARTITION BY ticket ORDER BY version) AS place
         FROM period WHERE office = $1) p WHERE version <> place`,
      [office],
    );
    expect(broken).toEqual([]);
  });

  it('all at once ends in one ticket, too', async () => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z' };
    for (let round = 0; round < 20; round += 1) {
      const visits = visitsOf(office, [
        { ...place, state: 'booked' },
        { ...place, state: 'booked', startsAt: '2026-03-12T06:00:00Z' },
        { ...place, state: 'checked-in', arrivedAt: startsAt },
      ]);
      await Promise.all([...visits, ...visits, ...visits].map(hear));
      expect(await ticketsOf(visits[0])).toMatchObject([{ state: 'waiting' }]);
    }
  });

  it('makes a ticket with the contact and the priority that it names, whatever the hours are', async () => {
    const office = await queue.office({
      hours: { weekly: [{ days: ['mon'], from: '11:00', to: '12:00' }] },
    });
    const contactRef = randomUUID();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z', state: 'booked' } as const;
    const [visit = fail()] = visitsOf(office, [place], { contactRef, priority: 'infant' });
    await hear(visit);
    expect(await ticketsOf(visit)).toMatchObject([
      {
        state: 'booked',
        priority: 'infant',
        contact_ref: contactRef,
        business_day: '2026-03-10',
        due_at: new Date('2026-03-10T06:05:00Z'),
      },
    ]);
    const issued = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.issued');
    expect(issued).toMatchObject([{ data: { state: 'booked', contactRef } }]);
    const [stranger = fail()] = visitsOf(office, [place], { priority: 'unheard-of' });
    await hear(stranger);
    expect(await ticketsOf(stranger)).toMatchObject([{ priority: null }]);
  });

  it('is booked when it is approved, though nothing was heard of its being asked for', async () => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z', state: 'booked' } as const;
    const [, visit = fail()] = visitsOf(office, [place, place]);
    const consumer = new VisitsConsumer(service.appointments, queue.clock);
    const hearApproval = () =>
      service.work.run((tx) =>
        consumer.approved({ data: visit } as EventOf<typeof visitApproved>, { tx } as EventContext),
      );
    await hearApproval();
    await hearApproval();
    expect(await ticketsOf(visit)).toMatchObject([{ state: 'booked', service: 'reports' }]);
  });

  it('of its visitor is followed until somebody has come: language, priority and contact', async () => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z', state: 'booked' } as const;
    const arrival = { ...place, state: 'checked-in', arrivedAt: startsAt } as const;
    const [booked = fail(), moved = fail(), arrived = fail()] = visitsOf(office, [place, place, arrival]);
    const contactRef = randomUUID();
    await hear(booked);
    await hear({ ...moved, language: 'ru', contactRef });
    expect(await ticketsOf(booked)).toMatchObject([{ contact_ref: contactRef, priority: null }]);
    expect((await queue.events(office)).at(-1)).toMatchObject({
      type: 'queue.ticket.rescheduled',
      sequence: 2,
      data: { number: 'A001', language: 'ru', dueAt: '2026-03-10T06:20:00.000Z' },
    });
    await hear({ ...arrived, language: 'ru', priority: 'infant' });
    expect(await ticketsOf(booked)).toMatchObject([
      { state: 'waiting', priority: 'infant', due_at: new Date('2026-03-10T06:05:00Z') },
    ]);
  });

  it('that was called off, and takes place after all, is a new ticket', async () => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z' };
    const visits = visitsOf(office, [
      { ...place, state: 'booked' },
      { ...place, state: 'cancelled' },
      { ...place, state: 'booked' },
      { ...place, state: 'checked-in', arrivedAt: startsAt },
    ]);
    for (const visit of [...visits, ...visits]) await hear(visit);
    const states = (await ticketsOf(visits[0])).map(({ state }) => state);
    expect(states.sort()).toEqual(['cancelled', 'waiting']);
  });

  it('of somebody whom a kiosk let in already makes no second ticket', async () => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z' };
    const visits = visitsOf(office, [
      { ...place, state: 'booked' },
      { ...place, state: 'checked-in', arrivedAt: startsAt },
    ]);
    const appointment = { reference: visits[0]?.visit, startsAt: place.startsAt };
    expect((await queue.issue(office, { appointment })).status).toBe(201);
    for (const visit of visits) await hear(visit);
    expect(await ticketsOf(visits[0])).toMatchObject([{ state: 'waiting' }]);
  });

  it('is heard of again when the day is over: who is there after all gets a ticket', async () => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z' };
    const [booked = fail(), arrived = fail()] = visitsOf(office, [
      { ...place, state: 'booked' },
      { ...place, state: 'checked-in', arrivedAt: '2026-03-10T06:00:00Z' },
    ]);
    await hear(booked);
    queue.clock.set('2026-03-11T00:00:00Z');
    await queue.timers.endDays();
    expect(await ticketsOf(booked)).toMatchObject([{ state: 'expired' }]);
    await hear(arrived);
    await hear(arrived);
    const states = (await ticketsOf(booked)).map(({ state }) => state);
    expect(states.sort()).toEqual(['expired', 'waiting']);
  });

  it('is not for others to change, but its visitor may be let in by anybody', async () => {
    const office = await queue.office();
    const [visit = fail()] = visitsOf(office, [
      { state: 'booked', service: 'reports', startsAt: '2026-03-10T06:00:00Z' },
    ]);
    await hear(visit);
    const path = `/offices/${office}/appointments/${visit.visit}`;
    expect(await queue.ask(`DELETE ${path}`)).toMatchObject({ status: 404 });
    expect(await queue.ask(`PUT ${path}`, { body: { service: 'papers' } })).toMatchObject({ status: 404 });
    expect(await queue.ask(`GET ${path}`)).toMatchObject({ status: 200, body: { state: 'booked' } });
    expect(await queue.ask(`POST ${path}/check-in`, { body: {} })).toMatchObject({
      body: { state: 'waiting' },
    });
  });

  it('under a reference that somebody has booked over REST is a broken contract, and the booking stays', async () => {
    const office = await queue.office();
    const [visit = fail()] = visitsOf(office, [
      { state: 'cancelled', service: 'reports', startsAt: '2026-03-10T06:00:00Z' },
    ]);
    const body = { reference: visit.visit, service: 'reports', startsAt: visit.startsAt, language: 'kk' };
    expect((await queue.ask(`POST /offices/${office}/appointments`, { body })).status).toBe(201);
    await expect(hear(visit)).rejects.toThrow(ContractViolation);
    expect(await ticketsOf(visit)).toMatchObject([{ state: 'booked' }]);
  });

  it.each([
    { what: 'an office', more: { office: 'ALM-NOWHERE' } },
    { what: 'a service', more: { service: 'visas' } },
  ])('in $what that is not known yet fails, so that it is parked and tried again', async ({ more }) => {
    const office = await queue.office();
    const place = { service: 'reports', startsAt: '2026-03-10T06:00:00Z', state: 'booked' } as const;
    const [visit = fail()] = visitsOf(office, [place], more);
    const consumer = new VisitsConsumer(service.appointments, queue.clock);
    const { work } = service;
    const heard = work.run((tx) =>
      consumer.booked({ data: visit } as EventOf<typeof visitBooked>, { tx } as EventContext),
    );
    await expect(heard).rejects.not.toBeInstanceOf(Refusal);
    await expect(heard).rejects.toThrow("can't be booked yet");
  });
});
