import { SignJWT } from 'jose';
import { PersonalDataKeys } from '@kezek/platform';
import { BlockTokens } from './block-token.service';

const secret = Buffer.alloc(32, 1);
const block = {
  id: '0199e0f0-0000-7000-8000-000000000001',
  office: 'ALM-TRK',
  device: 'kiosk',
  businessDay: '2026-03-10',
  issuedAt: '2026-03-10T05:00:00.000Z',
  expiresAt: '2026-03-10T13:00:00.000Z',
  ranges: [{ prefix: 'A', from: 1, to: 50, services: ['reports'] }],
};

describe('the token of a block', () => {
  it('is known again by every process that has the secret, also when the block is over', async () => {
    const token = await new BlockTokens(new PersonalDataKeys(secret)).sign(block);
    expect(await new BlockTokens(new PersonalDataKeys(secret)).read(token)).toEqual({
      block: block.id,
      office: 'ALM-TRK',
      device: 'kiosk',
    });
  });

  it('is still known after a rotation of the secret, while the previous one is configured', async () => {
    const token = await new BlockTokens(new PersonalDataKeys(secret)).sign(block);
    const other = Buffer.alloc(32, 2);
    expect(await new BlockTokens(new PersonalDataKeys(other, [secret])).read(token)).toMatchObject({
      block: block.id,
    });
    expect(await new BlockTokens(new PersonalDataKeys(other)).read(token)).toBeUndefined();
  });

  it('is refused when it was changed, when it is of another kind, and when it is none', async () => {
    const tokens = new BlockTokens(new PersonalDataKeys(secret));
    const [head = '', body = '', signature = ''] = (await tokens.sign(block)).split('.');
    const changed = Buffer.from(body, 'base64url').toString().replace('ALM-TRK', 'ALM-SIZ');
    expect(
      await tokens.read([head, Buffer.from(changed).toString('base64url'), signature].join('.')),
    ).toBeUndefined();
    expect(await tokens.read('x.y.z')).toBeUndefined();
    const hmac = await new SignJWT({ office: 'ALM-TRK' })
      .setProtectedHeader({ alg: 'HS256', typ: 'kezek-number-block+jwt' })
      .sign(secret);
    expect(await tokens.read(hmac)).toBeUndefined();
  });
});
