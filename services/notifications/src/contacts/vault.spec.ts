import { randomBytes } from 'node:crypto';
import { Vault } from './vault.service';

describe('the vault', () => {
  const key = randomBytes(32);
  const vault = new Vault(key);

  it('opens what it sealed, also after a restart with the same key', () => {
    const sealed = vault.seal('+77011234567', 'contact 1');
    expect(new Vault(key).open(sealed, 'contact 1')).toBe('+77011234567');
    expect(sealed.toString('latin1')).not.toContain('7701');
  });

  it('seals the same number differently each time, and hashes it always alike', () => {
    expect(vault.seal('+77011234567', 'a')).not.toEqual(vault.seal('+77011234567', 'a'));
    expect(vault.hash('+77011234567')).toEqual(new Vault(key).hash('+77011234567'));
    expect(vault.hash('+77011234567')).not.toEqual(new Vault(randomBytes(32)).hash('+77011234567'));
  });

  it('does not open with another key, for another row, or what was changed', () => {
    const sealed = vault.seal('secret', 'contact 1');
    expect(() => new Vault(randomBytes(32)).open(sealed, 'contact 1')).toThrow();
    expect(() => vault.open(sealed, 'contact 2')).toThrow();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => vault.open(changed, 'contact 1')).toThrow();
    }
    expect(() => vault.open(Buffer.alloc(3), 'contact 1')).toThrow();
  });

  it('wants a key of 32 bytes', () => {
    expect(() => new Vault(Buffer.alloc(16))).toThrow(RangeError);
  });
});
