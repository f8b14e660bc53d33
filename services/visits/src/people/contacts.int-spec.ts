import { randomUUID } from 'node:crypto';
import { aPerson, clerk, named, portal } from '../testing/people.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const fresh = () => `ALM-${randomUUID().slice(0, 8).toUpperCase()}`;
const get = (id: string, as = {}) => visits.ask(`GET /contacts/${id}`, { as });
const put = (id: string, body: Json, as = {}, ifMatch?: number) =>
  visits.ask(`PUT /contacts/${id}`, { body, as, ...(ifMatch !== undefined && { ifMatch }) });
const iin = '900101300007';
// As every other number of that birthday with this check digit.
const otherIin = '851231400011';

describe('a visitor', () => {
  it('is named, read masked, and changed', async () => {
    const office = fresh();
    const id = randomUUID();
    const made = await put(id, aPerson({ iin }), portal(office));
    expect([made.status, made.headers['etag']]).toEqual([201, '"1"']);
    expect(made.body).toEqual({
      id,
      office,
      language: 'kk',
      version: 1,
      name: 'Ә*** Н***',
      birthDate: '1980-**-**',
      document: { kind: 'id-card', number: '***78' },
      iin: '***07',
      phone: '***67',
      relationships: [],
    });
    const married = await put(id, aPerson({ iin, name: 'Әлия Ким' }), portal(office));
    expect([married.status, married.body['version'], married.body['name']]).toEqual([200, 2, 'Ә*** К***']);
    expect((await put(id, aPerson(), portal(office), 1)).body).toMatchObject({ code: 'version-mismatch' });
    expect((await put(randomUUID(), aPerson(), portal(office), 1)).status).toBe(412);
    expect((await get(id, clerk(office))).body).toMatchObject({ version: 2, bans: [], flags: [] });
  });

  it('lies nowhere in clear', async () => {
    const iin = '770305500010';
    const id = await named(visits, {
      iin,
      name: 'Тайна Секретова',
      document: { kind: 'passport', number: 'N9988776' },
    });
    const tables = await visits.asOwner<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const found = await Promise.all(
      tables.map(({ name }) => visits.asOwner<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`)),
    );
    const everything = found
      .flat()
      .map(({ row }) => row.toLowerCase())
      .join('\n');
    expect(everything).toContain(id);
    for (const secret of ['Тайна', 'Секретова', 'N9988776', iin, '7011234567', '1980-05-01'])
      for (const text of [secret.toLowerCase(), Buffer.from(secret).toString('hex')])
        expect([secret, everything.includes(text)]).toEqual([secret, false]);
  });

  it('is told in clear to staff alone, with a record that nobody can take back', async () => {
    const office = fresh();
    const id = await named(visits, { iin }, portal(office));
    const reveal = (as: object, body: Json = { purpose: 'identity' }) =>
      visits.ask(`POST /contacts/${id}/reveal`, { as, body });
    expect((await reveal(clerk(office))).body).toMatchObject({
      id,
      name: 'Әлия Нұрланова',
      birthDate: '1980-05-01',
      document: { kind: 'id-card', number: '012345678' },
      iin,
      phone: '+77011234567',
    });
    expect((await reveal(portal(office))).status).toBe(403);
    expect((await reveal(clerk(fresh()))).status).toBe(404);
    expect((await reveal(clerk(office), {})).status).toBe(400);
    expect(await visits.rows('SELECT actor, purpose, at FROM disclosure WHERE contact = $1', [id])).toEqual([
      { actor: 'checkpoint', purpose: 'identity', at: visits.clock.now() },
    ]);
    for (const sql of ['DELETE FROM disclosure', "UPDATE disclosure SET purpose = ''"])
      await expect(visits.rows(sql)).rejects.toThrow('permission denied');
  });

  it('has a right number where one is said', async () => {
    const say = async (more: Json) => (await put(randomUUID(), aPerson(more))).body;
    expect(await say({ iin: '900101300008' })).toMatchObject({
      code: 'iin-invalid',
      errors: [{ pointer: '/iin' }],
    });
    expect(await say({ phone: '+49 30 123456' })).toMatchObject({ code: 'phone-not-kazakh-mobile' });
    expect(await say({ birthDate: '1980-02-30' })).toMatchObject({ code: 'invalid-request' });
  });

  it('belongs to the facility of the token, or to the one that is said', async () => {
    const [office, other] = [fresh(), fresh()];
    const both = { ...clerk(office), offices: [office, other] };
    expect((await put(randomUUID(), aPerson(), both)).body).toMatchObject({
      errors: [{ pointer: '/office' }],
    });
    const id = await named(visits, { office: other }, both);
    expect([(await get(id, clerk(other))).status, (await get(id, clerk(office))).status]).toEqual([200, 404]);
    expect((await put(randomUUID(), aPerson({ office: other }), clerk(office))).status).toBe(404);
  });
});

describe('an IIN', () => {
  it('of somebody with another name or birth date is refused to staff, whatever its check digit says', async () => {
    await named(visits, { iin: otherIin });
    const say = (more: Json) => put(randomUUID(), aPerson({ iin: otherIin, ...more }));
    expect((await say({ name: 'ӘЛИЯ   нұрланова' })).status).toBe(201);
    for (const more of [{ birthDate: '1980-05-02' }, { name: 'Алия Нұрланова' }])
      expect((await say(more)).body).toMatchObject({
        status: 422,
        code: 'iin-of-another',
        errors: [{ pointer: '/iin', code: 'iin-of-another' }],
      });
  });

  it('is not a way for a system to learn who visits: staff see the doubt', async () => {
    const office = fresh();
    const id = randomUUID();
    const said = await put(id, aPerson({ iin: otherIin, name: 'Кто Угодно' }), portal(office));
    expect([said.status, said.body['flags']]).toEqual([201, undefined]);
    expect((await get(id, clerk(office))).body['flags']).toEqual(['iin-of-another']);
  });

  it('that several claim at once under other names is one person’s', async () => {
    const number = '000000000101';
    const answers = await Promise.all(
      ['А', 'Б', 'В', 'Г', 'Д', 'Е'].map((name) => put(randomUUID(), aPerson({ iin: number, name }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
  });
});

describe('visitors of a facility', () => {
  const names = ['Яна Ким', 'Өмір Ким', 'Ольга Ким', 'Әлия Ким', 'Асель Ким', 'Алена Цой', 'Алёна Цой'];
  const office = fresh();
  beforeAll(async () => {
    for (const name of names) await named(visits, { name }, portal(office));
    await named(visits, { name: 'Әлия Ким' }, portal(fresh()));
  });
  const find = async (name: string, as: object = clerk(office)) => {
    const { body } = await visits.ask(`GET /facilities/${office}/contacts?name=${encodeURIComponent(name)}`, {
      as,
    });
    return {
      more: body['more'],
      names: ((body['items'] ?? []) as { name: string }[]).map((item) => item.name),
    };
  };

  it('are found by words of their names, masked, in the order of the Kazakh alphabet', async () => {
    const inKazakh = await visits.rows<{ name: string }>(
      `SELECT name FROM unnest($1::text[]) AS n (name) WHERE name LIKE '%Ким' ORDER BY name COLLATE "kk-x-icu"`,
      [names],
    );
    expect(inKazakh.map(({ name }) => name.slice(0, 2))).toEqual(['Ас', 'Әл', 'Ол', 'Өм', 'Ян']);
    expect(await find('ким')).toEqual({
      more: false,
      names: inKazakh.map(({ name }) => `${name.slice(0, 1)}*** К***`),
    });
    expect(await find('  КИМ әлия ')).toEqual({ more: false, names: ['Ә*** К***'] });
    expect((await find('Алена')).names).toHaveLength(1);
    expect((await find('Але')).names).toEqual([]);
    expect((await find('---')).names).toEqual([]);
  });

  it('are told a hundred at once', async () => {
    const many = fresh();
    for (let count = 0; count < 101; count += 1) await named(visits, { name: 'Ким' }, portal(many));
    const { body } = await visits.ask(`GET /facilities/${many}/contacts?name=%D0%BA%D0%B8%D0%BC`);
    expect([(body['items'] as unknown[]).length, body['more']]).toEqual([100, true]);
  });
});
