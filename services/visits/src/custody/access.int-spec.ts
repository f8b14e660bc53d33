import { bodyExamples, visitsOperations, type OperationDefinition } from '@kezek/contracts';
import { randomUUID } from 'node:crypto';
import { held, named, portal } from '../testing/people.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
let things: Things;

/** Of one facility: its detainees, its visitor, its permission. */
interface Things {
  readonly office: string;
  readonly detainee: string;
  readonly other: string;
  readonly contact: string;
  readonly permission: string;
}

beforeAll(async () => {
  visits = await VisitsFixture.start();
  const office = await visits.facility();
  const [detainee, other] = [await held(visits, office), await held(visits, office)];
  const contact = await named(visits, {}, portal(office));
  things = { office, detainee, other, contact, permission: '' };
  const { body } = await visits.ask('POST /permissions', { body: permissionOf(things, '1') });
  things = { ...things, permission: String(body['id']) };
});
afterAll(() => visits.stop());

const permissionOf = ({ detainee, contact }: Things, number: string): Json => ({
  ...(bodyExamples['registerPermission'] as Json),
  number,
  detainee,
  people: [contact],
});

/** What the id of a path is the id of. */
const thingOf = ({ path }: OperationDefinition): string =>
  path.startsWith('/contacts')
    ? things.contact
    : path.startsWith('/permissions')
      ? things.permission
      : things.detainee;

const pathOf = (operation: OperationDefinition): string =>
  operation.path
    .replace('{office}', things.office)
    .replace('{id}', thingOf(operation))
    .replace('{detainee}', things.detainee)
    .replace('{other}', things.other)
    .replace('{code}', 'R-1') + (operation.query === undefined ? '' : '?name=x');

const bodyOf = ({ id }: OperationDefinition): unknown =>
  id === 'registerPermission' ? permissionOf(things, randomUUID()) : bodyExamples[id];

const ask = (operation: OperationDefinition, as: object) => {
  const body = bodyOf(operation);
  const line = `${operation.method.toUpperCase()} ${pathOf(operation)}`;
  const ifMatch = operation.id === 'putFacilityRules' ? { ifMatch: 1 } : {};
  return visits.ask(line, { as, ...ifMatch, ...(body !== undefined && { body }) });
};

const scopes = ['visits:book', 'visits:operate', 'visits:manage'] as const;
// The timetable and what is booked in it: `planning/access.int-spec.ts`.
const each = visitsOperations
  .filter(({ tag }) => !['Timetable', 'Booking', 'Visits'].includes(tag))
  .map((operation) => [operation.id, operation] as const);

describe('every call about facilities, detainees, visitors and permissions', () => {
  it.each(each)('%s is for one scope, whatever else a token has', async (_, operation) => {
    const others = scopes.filter((scope) => scope !== operation.scope);
    const { status } = await ask(operation, { offices: ['*'], scopes: [...others, 'queue:admin'] });
    expect(status).toBe(403);
  });

  it.each(each)('%s finds nothing of another facility', async (_, operation) => {
    const before = await everything();
    const answer = await ask(operation, { offices: ['ALM-TRK'], scopes });
    expect([answer.status, answer.body['code']]).toEqual([404, 'not-found']);
    expect(await everything()).toEqual(before);
  });

  it.each(each)('%s finds nothing of another system', async (_, operation) => {
    const answer = await ask(operation, {
      ...portal(things.office, 'another-portal'),
      scopes: ['visits:book'],
    });
    const expected =
      operation.scope !== 'visits:book' ? 403 : operation.path.startsWith('/contacts') ? 404 : 200;
    expect(answer.status).toBe(expected);
  });

  it.each(each)('%s finds what is of its own facility', async (_, operation) => {
    const { status } = await ask(operation, { offices: [things.office], scopes });
    expect([200, 201, 204]).toContain(status);
  });
});

/** Whatever a call could have left. */
const everything = () =>
  visits.rows(`SELECT (SELECT count(*) FROM act) AS acts, (SELECT sum(version) FROM contact) AS contacts,
    (SELECT sum(version) FROM facility) AS facilities, (SELECT count(*) FROM restriction) AS restrictions,
    (SELECT count(*) FROM disclosure) AS disclosures, (SELECT sum(version) FROM permission) AS permissions`);
