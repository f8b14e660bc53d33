import { bodyExamples, visitsOperations, type OperationDefinition } from '@kezek/contracts';
import { portal, Prison } from '../testing/party.fixture';
import { startsAt, VisitsFixture, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
let things: Things;

/** Of one facility: a template, a session, a hold, a visit and its flag. */
interface Things {
  readonly prison: Prison;
  readonly session: string;
  readonly hold: string;
  readonly visit: string;
  readonly flag: string;
  readonly body: Json;
}

beforeAll(async () => {
  visits = await VisitsFixture.start();
  visits.clock.set(startsAt);
  const prison = await Prison.open(visits);
  const family = await prison.family();
  const session = await prison.session();
  const visit = await prison.book(await prison.family());
  const hold = await prison.hold(family);
  await visits.ask(`PUT /facilities/${prison.office}/excluded-dates/2026-03-17`, { body: { reason: 'x' } });
  const flags = await visits.ask<{ items: Json[] }>(`GET /facilities/${prison.office}/review-flags`);
  const { detainee, members, permission } = family;
  things = {
    prison,
    session,
    hold: String(hold.body['ref']),
    visit: String(visit.body['ref']),
    flag: String(flags.body.items[0]?.['id']),
    body: { session, pool: 'open', detainee, members, permission, booker: 'another' },
  };
});
afterAll(() => visits.stop());

const pathOf = ({ path, id }: OperationDefinition): string =>
  path
    .replace('{office}', things.prison.office)
    .replace('{code}', 'TUE')
    .replace('{date}', '2026-03-24')
    .replace('{ref}', path.startsWith('/holds') ? things.hold : things.visit)
    .replace('{id}', things.flag) +
  (id === 'findSessions' ? `?detainee=${things.flag}&members=${things.flag}` : '');

const bodyOf = ({ id }: OperationDefinition): unknown => {
  if (id === 'holdPlace') return things.body;
  if (id === 'rescheduleVisit' || id === 'changeHold') return { session: things.session };
  return bodyExamples[id];
};

const ask = (operation: OperationDefinition, as: object) => {
  const body = bodyOf(operation);
  const line = `${operation.method.toUpperCase()} ${pathOf(operation)}`;
  return visits.ask(line, { as, ...(body !== undefined && { body }) });
};

const scopes = ['visits:book', 'visits:operate', 'visits:manage'] as const;
const tags = ['Timetable', 'Booking', 'Visits'];
const own = visitsOperations.filter(({ tag }) => tags.includes(tag));
const each = own.map((operation): [string, OperationDefinition] => [operation.id, operation]);
/** Nothing that names a thing: what is not the caller's is simply not in it. */
const lists = ['listVisits'];

describe('every call of the timetable and of booking', () => {
  it.each(each)('%s is for one scope, whatever else a token has', async (_, operation) => {
    const others = scopes.filter((scope) => scope !== operation.scope);
    const { status } = await ask(operation, { offices: ['*'], scopes: [...others, 'queue:admin'] });
    expect(status).toBe(403);
  });

  it.each(each.filter(([id]) => !lists.includes(id)))(
    '%s finds nothing of another facility, and leaves nothing there',
    async (_, operation) => {
      const before = await everything();
      const answer = await ask(operation, { offices: ['ALM-TRK'], scopes });
      expect([answer.status, answer.body['code']]).toEqual([404, 'not-found']);
      expect(await everything()).toEqual(before);
    },
  );

  it.each(each.filter(([, { path }]) => path.includes('{ref}')))(
    '%s finds nothing of another system',
    async (_, operation) => {
      const before = await everything();
      const { status } = await ask(operation, portal(things.prison.office, 'another-portal'));
      expect(status).toBe(operation.scope === 'visits:book' ? 404 : 403);
      expect(await everything()).toEqual(before);
    },
  );

  it('lists nobody else’s visits', async () => {
    const list = async (as: object) => (await visits.ask('GET /visits', { as })).body['items'];
    expect(await list({ offices: ['ALM-TRK'] })).toEqual([]);
    expect(await list(portal(things.prison.office, 'another-portal'))).toEqual([]);
    expect(await list(portal('ALM-TRK'))).toEqual([]);
    expect(await list(things.prison.portal)).toMatchObject([{ ref: things.visit }]);
  });
});

/** Whatever a call could have left. */
const everything = () =>
  visits.rows(`SELECT (SELECT sum(version) FROM session_template) AS templates,
    (SELECT count(*) FROM excluded_date) AS days, (SELECT sum(version) FROM session) AS sessions,
    (SELECT jsonb_agg(p ORDER BY session, kind) FROM pool p) AS pools, (SELECT sum(version) FROM hold) AS holds,
    (SELECT count(*) FROM hold) AS held, (SELECT sum(version) FROM visit) AS visits,
    (SELECT count(*) FROM visit_change) AS changes, (SELECT count(*) FROM entitlement_entry) AS entries,
    (SELECT count(*) FROM review_flag WHERE resolved_at IS NULL) AS flags`);
