import { PersonalDataKeys } from '@kezek/platform';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { aPerson, named } from '../testing/people.fixture';
import { personalDataKey, VisitsFixture } from '../testing/visits.fixture';
import { personsOf } from './person.query';
import { Rotation } from './rotation.service';
import { Vault } from './vault.service';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const next = Buffer.alloc(32, 2);
const rotating = new PersonalDataKeys(next, [personalDataKey]);

/** The service as it is restarted with other keys, over the same database. */
const withKeys = (current: Buffer, previous: readonly Buffer[] = []) =>
  VisitsFixture.start({ over: visits, personalDataKey: current, previousPersonalDataKeys: previous });

const office = 'ALM-ROT';
const iin = '900101300007';

it('a rotation of the secret is read and found throughout, and needs the earlier one no more', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1)
    ids.push(await named(visits, { office, iin, name: 'Ерке Сапар' }));
  const known = async (service: VisitsFixture) => {
    const found = await service.ask(`GET /facilities/${office}/contacts?name=${encodeURIComponent('сапар')}`);
    const other = await service.ask(`PUT /contacts/${randomUUID()}`, {
      body: { name: 'Б', birthDate: '1980-05-01', document: { kind: 'p', number: '1' }, iin, language: 'ru' },
    });
    return [(found.body['items'] as unknown[]).length, other.body['code']];
  };
  const between = await withKeys(next, [personalDataKey]);
  expect(await known(between)).toEqual([3, 'iin-of-another']);

  const before = await visits.rows('SELECT contact, name FROM personal_data ORDER BY contact');
  const rotation = new Rotation(visits.app.get(DataSource), new Vault(rotating));
  expect([await rotation.rotate(), await rotation.rotate()]).toEqual([3, 0]);
  expect(await visits.rows('SELECT contact, name FROM personal_data ORDER BY contact')).toEqual(before);

  const after = await withKeys(next);
  expect(await known(after)).toEqual([3, 'iin-of-another']);
  const reveal = await after.ask(`POST /contacts/${String(ids[0])}/reveal`, { body: { purpose: 'test' } });
  expect(reveal.body).toMatchObject({ name: 'Ерке Сапар', iin });
  await between.stop();
  await after.stop();
});

it('a rotation goes on while visitors are changed, and loses none of what is said', async () => {
  const office = 'ALM-ROT-2';
  const later = Buffer.alloc(32, 3);
  const keys = new PersonalDataKeys(later, [next, personalDataKey]);
  const service = await withKeys(later, [next, personalDataKey]);
  const ids = await Promise.all(
    Array.from({ length: 12 }, (_, index) => named(visits, { office, name: `Имя ${String(index)}` })),
  );
  const change = (id: string, index: number) =>
    service.ask(`PUT /contacts/${id}`, {
      body: { ...aPerson(), name: `Жаңа ${String(index)}`, language: 'kk' },
    });
  const rotations = [1, 2].map(() => new Rotation(visits.app.get(DataSource), new Vault(keys)).rotate());
  const changed = await Promise.all(ids.map(change));
  await Promise.all(rotations);
  expect(changed.map(({ status }) => status)).toEqual(ids.map(() => 200));
  const only = new Vault(new PersonalDataKeys(later));
  const persons = await personsOf(visits.dataSource.manager, only, ids);
  expect(ids.map((id) => persons.get(id)?.name)).toEqual(ids.map((_, index) => `Жаңа ${String(index)}`));
  const found = await service.ask(`GET /facilities/${office}/contacts?name=${encodeURIComponent('жаңа')}`);
  expect(found.body['items']).toHaveLength(12);
  await service.stop();
});
