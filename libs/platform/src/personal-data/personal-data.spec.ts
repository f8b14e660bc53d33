import { PersonalData, PersonalDataKeys } from './personal-data';

const personalData = (...secrets: ConstructorParameters<typeof PersonalDataKeys>) =>
  new PersonalData('queue', new PersonalDataKeys(...secrets));
const service = personalData(Buffer.alloc(32, 7));

describe('personal data', () => {
  it('is read back only for the row that it belongs to', () => {
    const sealed = service.encrypt('+77010000000', 'row-1');
    expect(sealed.includes('7701')).toBe(false);
    expect(service.decrypt(sealed, 'row-1')).toBe('+77010000000');
    expect(() => service.decrypt(sealed, 'row-2')).toThrow();
  });

  it('that was changed is not read back', () => {
    const sealed = service.encrypt('+77010000000', 'row-1');
    sealed.writeUInt8(sealed.readUInt8(13) ^ 1, 13);
    expect(() => service.decrypt(sealed, 'row-1')).toThrow();
  });

  it('under a part of its tag is not read back', () => {
    const sealed = service.encrypt('', 'row-1');
    expect(service.decrypt(sealed, 'row-1')).toBe('');
    // Four bytes of a tag can be guessed.
    expect(() => service.decrypt(sealed.subarray(0, 16), 'row-1')).toThrow('no known secret');
  });

  it('is never encrypted to the same bytes twice', () => {
    expect(service.encrypt('x', 'row')).not.toEqual(service.encrypt('x', 'row'));
  });

  it('hashes the same with the same secret, apart by kind', () => {
    expect(service.hash('iin', '1')).toEqual(personalData(Buffer.alloc(32, 7)).hash('iin', '1'));
    expect(service.hash('iin', '1')).not.toEqual(service.hash('phone', '1'));
    expect(service.hash('iin', '1')).not.toEqual(personalData(Buffer.alloc(32, 8)).hash('iin', '1'));
  });

  it('refuses a short secret', () => {
    expect(() => personalData(Buffer.alloc(16))).toThrow('32 bytes');
    expect(() => personalData(Buffer.alloc(32), [Buffer.alloc(31)])).toThrow('32 bytes');
  });
});

describe('personal data after a rotation of the secret', () => {
  const rotated = personalData(Buffer.alloc(32, 8), [Buffer.alloc(32, 6), Buffer.alloc(32, 7)]);

  it('is still read, while what is new is written under the new secret alone', () => {
    expect(rotated.decrypt(service.encrypt('+77010000000', 'row-1'), 'row-1')).toBe('+77010000000');
    const sealed = rotated.encrypt('+77010000000', 'row-1');
    expect(rotated.decrypt(sealed, 'row-1')).toBe('+77010000000');
    expect(() => service.decrypt(sealed, 'row-1')).toThrow('no known secret');
  });

  it('of another row, or changed, is not read under any secret', () => {
    const sealed = service.encrypt('+77010000000', 'row-1');
    expect(() => rotated.decrypt(sealed, 'row-2')).toThrow('no known secret');
    expect(() => rotated.decrypt(Buffer.alloc(3), 'row-1')).toThrow('no known secret');
  });

  it('is found by its hashes under every secret, and hashed anew under the current one', () => {
    expect(rotated.hashes('phone', '+77010000000')[2]).toEqual(service.hash('phone', '+77010000000'));
    expect(rotated.hashes('phone', '+77010000000')[0]).toEqual(rotated.hash('phone', '+77010000000'));
    expect(rotated.hash('phone', '+77010000000')).not.toEqual(service.hash('phone', '+77010000000'));
  });

  it('is lost with the secret', () => {
    const forgotten = personalData(Buffer.alloc(32, 8));
    expect(() => forgotten.decrypt(service.encrypt('x', 'row'), 'row')).toThrow('no known secret');
  });
});

it('of one service is not that of another, though the secret be the same', () => {
  const other = new PersonalData('visits', new PersonalDataKeys(Buffer.alloc(32, 7)));
  expect(() => other.decrypt(service.encrypt('x', 'row'), 'row')).toThrow('no known secret');
  expect(other.hash('iin', '1')).not.toEqual(service.hash('iin', '1'));
  expect(other.keyId).not.toBe(service.keyId);
});
