import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from './settings';

const given = { KIOSK_URL: 'http://gate/', KIOSK_OFFICE: 'ALM-TRK', KIOSK_DIR: '/k', KIOSK_TOKEN: 't' };
const client = { KIOSK_TOKEN_ENDPOINT: 'http://issuer', KIOSK_CLIENT_ID: 'c', KIOSK_CLIENT_SECRET: 's' };

describe('the settings of a kiosk', () => {
  it('are a place, a directory, and a token or a client', () => {
    const place = { url: 'http://gate', office: 'ALM-TRK', dir: '/k', timeoutMs: 2000 };
    expect(readSettings(given)).toEqual({ ...place, access: { token: 't' } });
    expect(readSettings({ ...given, ...client, KIOSK_TOKEN: '', KIOSK_TIMEOUT_MS: '500' })).toEqual({
      ...place,
      timeoutMs: 500,
      access: { tokenEndpoint: 'http://issuer', clientId: 'c', clientSecret: 's' },
    });
  });

  it('name what is missing or wrong', () => {
    expect(() => readSettings({ ...given, KIOSK_DIR: '' })).toThrow('KIOSK_DIR is missing.');
    expect(() => readSettings({ ...given, KIOSK_TOKEN: '' })).toThrow('KIOSK_TOKEN_ENDPOINT is missing.');
    expect(() => readSettings({ ...given, KIOSK_TIMEOUT_MS: 'soon' })).toThrow('must be milliseconds');
  });

  it('are taken from a running sandbox, for one of its clients', () => {
    const dir = mkdtempSync(join(tmpdir(), 'kezek-kiosk-'));
    const file = join(dir, 'running.json');
    const clients = [{ id: 'kiosk-turksib', secret: 's', offices: ['ALM-TRK'] }];
    writeFileSync(file, JSON.stringify({ gateway: 'http://gate', tokenEndpoint: 'http://issuer', clients }));
    const settings = { KIOSK_SANDBOX: file, KIOSK_CLIENT_ID: 'kiosk-turksib', KIOSK_DIR: '/k' };
    expect(readSettings(settings)).toMatchObject({
      url: 'http://gate',
      office: 'ALM-TRK',
      access: { tokenEndpoint: 'http://issuer', clientId: 'kiosk-turksib', clientSecret: 's' },
    });
    expect(() => readSettings({ ...settings, KIOSK_CLIENT_ID: 'nobody' })).toThrow('is missing');
    rmSync(dir, { recursive: true });
  });
});
