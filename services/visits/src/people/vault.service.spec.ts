import { PersonalDataKeys } from '@kezek/platform';
import { Vault, type Person } from './vault.service';

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const vault = new Vault(new PersonalDataKeys(first));
const a = '0199e0f0-0000-7000-8000-00000000000a';
const b = '0199e0f0-0000-7000-8000-00000000000b';
const person: Person = {
  name: 'Әлия Нұрланова',
  birthDate: '1980-05-01',
  documentKind: 'id-card',
  documentNumber: '012345678',
  iin: '900101300007',
  phone: '+77011234567',
  certificate: null,
};

describe("a visitor's record", () => {
  it('opens as it was closed, and says nothing while it is closed', () => {
    const row = vault.close(a, person);
    expect(vault.open(row)).toEqual(person);
    const bytes = Buffer.concat(Object.values(row).filter((value) => Buffer.isBuffer(value)));
    for (const said of Object.values(person)) expect(bytes.includes(Buffer.from(said ?? 'null'))).toBe(false);
  });

  it('has a key of its own, new with each change', () => {
    const [one, other] = [vault.close(a, person), vault.close(a, person)];
    expect(() => vault.open({ ...one, wrappedKey: other.wrappedKey })).toThrow();
  });

  it('is bound to its visitor, and each field to its place', () => {
    const [row, other] = [vault.close(a, person), vault.close(b, person)];
    expect(() => vault.open({ ...row, contact: b })).toThrow('no known secret');
    expect(() => vault.open({ ...row, name: other.name })).toThrow();
    expect(() => vault.open({ ...row, birthDate: row.name })).toThrow();
    expect(() => vault.open({ ...row, phone: row.iin })).toThrow();
  });

  it('comes under another secret without being encrypted again, and then opens by that alone', () => {
    const rotating = new Vault(new PersonalDataKeys(second, [first]));
    const row = vault.close(a, person);
    const moved = { ...row, ...rotating.rewrap(row) };
    expect(moved.name).toBe(row.name);
    expect([moved.keyId === row.keyId, moved.keyId]).toEqual([false, rotating.keyId]);
    expect(new Vault(new PersonalDataKeys(second)).open(moved)).toEqual(person);
    expect(() => vault.open(moved)).toThrow('no known secret');
  });
});

it('marks are the same for the same person however the name is typed, and never for the number alone', () => {
  const of = (more: Partial<Person>) => vault.marksOf({ ...person, ...more });
  expect(of({ name: ' ӘЛИЯ  нұрланова' }).identityHash).toEqual(of({}).identityHash);
  for (const more of [{ birthDate: '1980-05-02' }, { name: 'Алия Нұрланова' }]) {
    expect(of(more).iinHash).toEqual(of({}).iinHash);
    expect(of(more).identityHash).not.toEqual(of({}).identityHash);
  }
  expect(of({ iin: null })).toMatchObject({ iinHash: null, identityHash: null });
});
