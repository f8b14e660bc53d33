import { Refusal } from '@kezek/contracts';
import { inTransaction } from '@kezek/platform';
import { randomUUID } from 'node:crypto';
import { clerk, held, named, portal } from '../testing/people.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';
import { giveBackPermission, permissionKnown, usePermission } from './permission.query';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const march = { validFrom: '2026-03-01', validTo: '2026-03-31' };
let numbers = 0;

/** A detainee and a visitor of a facility of their own, and what permits the visit. */
async function family(more: Json = {}) {
  const office = await visits.facility();
  const [detainee, contact] = [await held(visits, office), await named(visits, { office })];
  numbers += 1;
  const body = {
    number: `17-04/${String(numbers)}`,
    body: 'POLICE-TRK',
    detainee,
    people: [contact],
    ...march,
  };
  return { office, detainee, contact, body: { ...body, ...more } };
}
const register = (body: Json, as: object = {}, key?: string) =>
  visits.ask('POST /permissions', { body, as, ...(key !== undefined && { key }) });
const registered = async (more: Json = {}) => {
  const one = await family(more);
  const { status, body } = await register(one.body);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { ...one, id: String(body['id']) };
};
const read = async (id: string) => (await visits.ask(`GET /permissions/${id}`)).body;
const revoke = (id: string, body: Json = {}) => visits.ask(`POST /permissions/${id}/revoke`, { body });
const told = async (detainee: string) =>
  (await visits.events(detainee)).map(({ type, sequence }) => [type.split('.').at(-1), sequence]);

describe('a permission', () => {
  it('is registered once for a key, and read with what is left of it today', async () => {
    const { office, body, detainee } = await family({ uses: 2 });
    const key = randomUUID();
    const made = await register(body, clerk(office), key);
    expect([made.status, made.headers['etag']]).toEqual([201, '"1"']);
    expect(made.body).toEqual({
      ...body,
      id: made.body['id'],
      state: 'active',
      usesLeft: 2,
      version: 1,
      actions: ['revoke'],
    });
    expect((await register(body, clerk(office), key)).body).toEqual(made.body);
    expect(await read(String(made.body['id']))).toEqual(made.body);
    const [event, ...others] = await visits.events(detainee);
    expect([event?.type, others]).toEqual(['visits.permission.registered', []]);
    // Neither the number nor the people.
    expect(event?.data).toEqual({
      permission: made.body['id'],
      state: 'active',
      usesLeft: 2,
      ...march,
      version: 1,
    });
  });

  it('of one number and body is on record once', async () => {
    const { id, body, office } = await registered();
    expect((await register(body, clerk(office))).body).toMatchObject({
      status: 409,
      code: 'permission-exists',
      permission: id,
    });
    const elsewhere = await family({ number: body.number });
    const answer = await register(elsewhere.body, clerk(elsewhere.office));
    expect(answer.body).toMatchObject({ code: 'permission-exists' });
    expect(answer.body).not.toHaveProperty('permission');
    expect((await register({ ...elsewhere.body, body: 'COURT-2' })).status).toBe(201);
  });

  it('that many register at once is one', async () => {
    const { body } = await family();
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => register(body)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it('is what its days make of it, on the calendar of the facility', async () => {
    const { id } = await registered({ validFrom: '2026-03-10' });
    const states: unknown[] = [];
    for (const at of [
      '2026-03-09T18:59:00Z',
      '2026-03-09T19:00:00Z',
      '2026-03-31T18:59:00Z',
      '2026-03-31T19:00:00Z',
    ]) {
      visits.clock.set(at);
      const { state, actions } = await read(id);
      states.push([state, actions]);
    }
    visits.clock.set('2026-03-10T05:00:00Z');
    expect(states).toEqual([
      ['issued', ['revoke']],
      ['active', ['revoke']],
      ['active', ['revoke']],
      ['expired', []],
    ]);
  });

  it('is revoked once, with the reason on record', async () => {
    const { id, detainee } = await registered();
    const revoked = await revoke(id, { reason: 'Letter 9' });
    expect(revoked.body).toMatchObject({ state: 'revoked', version: 2, actions: [] });
    expect((await revoke(id)).body).toEqual(revoked.body);
    expect(await told(detainee)).toEqual([
      ['registered', 1],
      ['revoked', 2],
    ]);
    const acts = await visits.rows(
      "SELECT detail FROM act WHERE action = 'permission-revoked' AND detainee = $1",
      [detainee],
    );
    expect(acts).toEqual([{ detail: { permission: id, version: 2, reason: 'Letter 9' } }]);
    visits.clock.set('2026-04-01T05:00:00Z');
    const { id: expired } = await registered();
    expect((await revoke(expired)).body).toMatchObject({
      code: 'permission-wrong-state',
      state: 'expired',
      actions: [],
    });
    visits.clock.set('2026-03-10T05:00:00Z');
  });

  it('names visitors and a detainee whom the facility knows', async () => {
    const { office, body } = await family();
    const other = await family();
    const ask = async (more: Json) => (await register({ ...body, ...more }, clerk(office))).body;
    expect(await ask({ detainee: other.detainee })).toMatchObject({ status: 404, code: 'not-found' });
    expect(await ask({ people: [...body.people, other.contact] })).toMatchObject({
      status: 404,
      errors: [{ pointer: '/people/1' }],
    });
    expect(await ask({ validTo: '2026-02-28' })).toMatchObject({ status: 400 });
    expect((await register(body, portal(office))).status).toBe(403);
    const { id } = await registered();
    for (const line of [`GET /permissions/${id}`, `POST /permissions/${id}/revoke`])
      expect(
        (await visits.ask(line, { as: clerk(office), ...(line.startsWith('POST') && { body: {} }) })).status,
      ).toBe(404);
  });
});

describe('a use of it', () => {
  const at = { now: new Date('2026-03-10T05:00:00Z'), today: '2026-03-10' };
  const use = (id: string, visit: string) =>
    inTransaction(visits.dataSource, (tx) => usePermission(tx, id, visit, at)).catch((error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    });
  const giveBack = (id: string, visit: string) =>
    inTransaction(visits.dataSource, (tx) => giveBackPermission(tx, id, visit, at));

  it('is counted once for a visit, and given back once', async () => {
    const { id, detainee } = await registered();
    await use(id, 'V1');
    await use(id, 'V1');
    expect(await read(id)).toMatchObject({ state: 'used', usesLeft: 0 });
    expect(await use(id, 'V2')).toBe('permission-wrong-state');
    for (const visit of ['V2', 'V1', 'V1']) await giveBack(id, visit);
    expect(await read(id)).toMatchObject({ state: 'active', usesLeft: 1 });
    expect(await told(detainee)).toEqual([
      ['registered', 1],
      ['used', 2],
      ['returned', 3],
    ]);
  });

  it('that many want at once goes to as many as it has uses', async () => {
    const { id } = await registered({ uses: 3 });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => use(id, `V${String(index)}`)));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(3);
    expect(await read(id)).toMatchObject({ usesLeft: 0 });
    await expect(visits.rows('UPDATE permission SET uses_left = -1 WHERE id = $1', [id])).rejects.toThrow(
      'check',
    );
  });

  it('is no hindrance to the visit that has it', async () => {
    const { id, detainee, contact } = await registered();
    await use(id, 'V1');
    const { manager } = visits.dataSource;
    const known = { detainee, people: [contact], revoked: false, from: '2026-03-01', to: '2026-03-31' };
    expect(await permissionKnown(manager, id)).toEqual({ ...known, usesLeft: 0 });
    expect(await permissionKnown(manager, id, 'V1')).toEqual({ ...known, usesLeft: 1 });
    expect(await permissionKnown(manager, id, 'V2')).toEqual({ ...known, usesLeft: 0 });
    expect(await permissionKnown(manager, randomUUID())).toBeUndefined();
  });
});
