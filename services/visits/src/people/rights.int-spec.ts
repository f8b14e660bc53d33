import { randomUUID } from 'node:crypto';
import { clerk, held, named, portal } from '../testing/people.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const fresh = () => `ALM-${randomUUID().slice(0, 8).toUpperCase()}`;
const relate = (contact: string, detainee: string, body: Json, as: object) =>
  visits.ask(`PUT /contacts/${contact}/relationships/${detainee}`, {
    body: { kind: 'spouse', from: '2026-03-01', ...body },
    as,
  });
const read = async (contact: string, as: object) =>
  (await visits.ask(`GET /contacts/${contact}`, { as })).body;

describe('a relationship', () => {
  it('is said by a system and approved by staff', async () => {
    const office = fresh();
    const [contact, detainee] = [await named(visits, {}, portal(office)), await held(visits, office)];
    expect((await relate(contact, detainee, {}, portal(office))).body).toEqual({
      detainee,
      kind: 'spouse',
      approved: false,
      from: '2026-03-01',
    });
    expect((await relate(contact, detainee, { approved: true }, portal(office))).status).toBe(403);
    await relate(contact, detainee, { approved: true }, clerk(office));
    expect((await relate(contact, detainee, {}, portal(office))).body).toMatchObject({ approved: true });
    expect((await relate(contact, detainee, { kind: 'parent' }, portal(office))).body).toMatchObject({
      approved: false,
    });
    expect((await relate(contact, detainee, { to: '2026-02-28' }, portal(office))).status).toBe(400);
    expect(await read(contact, portal(office))).toMatchObject({
      version: 5,
      relationships: [{ kind: 'parent' }],
    });
  });

  it('to somebody unknown is answered as any other to a system, and is not there for staff', async () => {
    const office = fresh();
    const contact = await named(visits, {}, portal(office));
    const elsewhere = await held(visits, fresh());
    const answers = await Promise.all(
      [await held(visits, office), elsewhere, randomUUID()].map(async (detainee) => {
        const { status, body } = await relate(contact, detainee, {}, portal(office));
        return [status, { ...body, detainee: '' }];
      }),
    );
    expect(answers).toEqual(
      answers.map(() => [200, { kind: 'spouse', approved: false, from: '2026-03-01', detainee: '' }]),
    );
    for (const detainee of [elsewhere, randomUUID()])
      expect((await relate(contact, detainee, {}, clerk(office))).status).toBe(404);
  });

  it('lets the facility know its visitor to which the detainee is taken', async () => {
    const [here, there] = [fresh(), fresh()];
    const contact = await named(visits, { name: 'Ерке Сапар' }, portal(here));
    const detainee = await held(visits, there);
    expect((await visits.ask(`GET /contacts/${contact}`, { as: clerk(there) })).status).toBe(404);
    await relate(contact, detainee, {}, portal(here));
    expect((await visits.ask(`GET /contacts/${contact}`, { as: clerk(there) })).status).toBe(200);
    const line = `GET /facilities/${there}/contacts?name=${encodeURIComponent('сапар')}`;
    expect((await visits.ask(line, { as: clerk(there) })).body['items']).toHaveLength(1);
  });
});

describe('a ban', () => {
  it('is set and ended by who manages the facility, and told to staff alone', async () => {
    const office = fresh();
    const [contact, detainee] = [await named(visits, {}, portal(office)), await held(visits, office)];
    const body = { from: '2026-03-10', to: '2026-06-09', basis: 'Order 15' };
    const ban = (as: object, more: Json = {}) =>
      visits.ask(`PUT /contacts/${contact}/bans/${detainee}`, { body: { ...body, ...more }, as });
    const manager = { ...clerk(office), scopes: ['visits:operate', 'visits:manage'] };
    expect((await ban(clerk(office))).status).toBe(403);
    expect((await ban(manager)).body).toEqual({ detainee, ...body });
    await ban(manager, { to: '2026-03-20' });
    expect((await read(contact, clerk(office)))['bans']).toEqual([{ detainee, ...body, to: '2026-03-20' }]);
    expect(await read(contact, portal(office))).not.toHaveProperty('bans');
    expect(await visits.rows("SELECT actor, detail FROM act WHERE action = 'ban-set' ORDER BY id")).toEqual([
      { actor: 'checkpoint', detail: body },
      { actor: 'checkpoint', detail: { ...body, to: '2026-03-20' } },
    ]);
  });
});

describe('credentials of defence counsel', () => {
  it('are said by the system of the bar, and their number is personal', async () => {
    const office = fresh();
    const bar = portal(office, 'bar-association');
    const contact = await named(visits, {}, bar);
    const say = (body: Json, as: object = bar) =>
      visits.ask(`PUT /contacts/${contact}/credentials`, { body, as });
    const credentials = { certificate: 'AD-1024', defenceNotice: 'N-77', expiresOn: '2026-12-31' };
    const told = { certificate: '***24', defenceNotice: true, expiresOn: '2026-12-31' };
    expect((await say(credentials)).body).toEqual(told);
    expect((await read(contact, bar))['credentials']).toEqual(told);
    expect((await say(credentials, portal(office))).status).toBe(404);
    const { body } = await visits.ask(`POST /contacts/${contact}/reveal`, {
      body: { purpose: 'x' },
      as: clerk(office),
    });
    expect(body['certificate']).toBe('AD-1024');
    expect((await say({ certificate: 'AD-1025', expiresOn: '2027-12-31' })).body).toMatchObject({
      defenceNotice: false,
    });
    // What else is known of the person stays, and the other way round.
    expect(await read(contact, bar)).toMatchObject({ name: 'Ә*** Н***', phone: '***67' });
    await visits.ask(`PUT /contacts/${contact}`, {
      body: { name: 'Б', birthDate: '1980-05-01', document: { kind: 'p', number: '1' }, language: 'ru' },
      as: bar,
    });
    expect((await read(contact, bar))['credentials']).toMatchObject({ certificate: '***25' });
  });
});
