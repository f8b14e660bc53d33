import { Refusal } from '@kezek/contracts';
import { IssuerKeys } from './issuer-keys';
import { localIssuer, type LocalIssuer } from './local-issuer.fixture';
import { TokenVerifier } from './token-verifier';

let issuer: LocalIssuer;
let now = 0;
const start = Date.now();
let verifier: TokenVerifier;

beforeEach(async () => {
  now = 0;
  issuer = await localIssuer();
  const keys = new IssuerKeys(issuer.settings.OIDC_ISSUER, () => now);
  verifier = new TokenVerifier(issuer.settings, keys, () => start + now);
});
afterEach(() => issuer.close());

const judge = async (token: string): Promise<string> => {
  try {
    return (await verifier.verify(`Bearer ${token}`)).subject;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

const minute = 60_000;

describe('a token', () => {
  it('gives the principal that it names', async () => {
    const token = await issuer.token({
      scope: 'queue:issue  queue:read',
      offices: ['ALM-TRK'],
      kind: 'staff',
    });
    expect(await verifier.verify(`Bearer ${token}`)).toEqual({
      subject: 'tester',
      kind: 'staff',
      offices: ['ALM-TRK'],
      scopes: ['queue:issue', 'queue:read'],
    });
  });

  it('of a new key is taken after one look at the issuer', async () => {
    expect(await judge(await issuer.token())).toBe('tester');
    await issuer.rotate();
    now += minute;
    expect(await judge(await issuer.token())).toBe('tester');
    expect(issuer.fetches()).toBe(2);
  });

  it('of an unknown key makes nobody ask the issuer more than twice a minute', async () => {
    expect(await judge(await issuer.token())).toBe('tester');
    await issuer.rotate();
    const foreign = await issuer.token();
    for (let i = 0; i < 20; i += 1) expect(await judge(foreign)).toBe('unauthenticated');
    expect(issuer.fetches()).toBe(1);
  });
});

describe('a token that was taken', () => {
  it('ends when it says, however often it came', async () => {
    const token = await issuer.token({ expiresIn: 30 });
    expect(await judge(token)).toBe('tester');
    now = 20_000;
    expect(await judge(token)).toBe('tester');
    now = 40_000;
    expect(await judge(token)).toBe('unauthenticated');
  });

  it('is checked again after a minute, so that a withdrawn key ends it', async () => {
    const token = await issuer.token();
    expect(await judge(token)).toBe('tester');
    await issuer.rotate();
    now = 2 * minute;
    expect(await judge(await issuer.token())).toBe('tester');
    expect(await judge(token)).toBe('unauthenticated');
  });

  it('does not vouch for another that differs in one character', async () => {
    const token = await issuer.token();
    expect(await judge(token)).toBe('tester');
    const [head = '', body = '', signature = ''] = token.split('.');
    const other = Buffer.from(body, 'base64url').toString().replace('tester', 'attack');
    expect(await judge(`${head}.${Buffer.from(other).toString('base64url')}.${signature}`)).toBe(
      'unauthenticated',
    );
  });
});

describe('the keys of the issuer', () => {
  it('are fetched once, however many ask at the same time', async () => {
    const token = await issuer.token();
    expect(await Promise.all(Array.from({ length: 20 }, () => judge(token)))).toEqual(
      Array(20).fill('tester'),
    );
    expect(issuer.fetches()).toBe(1);
  });

  it('that are known serve on while the issuer is away', async () => {
    const token = await issuer.token({ expiresIn: 7200 });
    expect(await judge(token)).toBe('tester');
    await issuer.close();
    now += 60 * minute;
    expect(await judge(token)).toBe('tester');
    expect(await judge(token)).toBe('tester');
  });

  it('that were never had are an outage, not a bad token', async () => {
    const token = await issuer.token();
    await issuer.close();
    expect(await judge(token)).toBe('service-unavailable');
  });
});
