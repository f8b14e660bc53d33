import { problem, serveThings, type Things } from './things.fixture';

let things: Things;
beforeAll(async () => {
  things = await serveThings();
});
afterAll(() => things.close());

describe('who may call', () => {
  const path = '/v1/offices/ALM-TRK/thing';
  const remove = (authorization?: string) =>
    things.call(path, {
      method: 'DELETE',
      headers: { 'if-match': '*', ...(authorization && { authorization }) },
    });

  it('nobody without a token, with the challenge', async () => {
    const answer = await remove();
    expect(answer).toMatchObject(problem(401, 'unauthenticated'));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="kezek"');
  });

  it.each([
    ['garbage', () => 'x.y.z'],
    ['no JWT', () => 'hello'],
    ['expired', () => things.issuer.token({ scope: 'queue:admin', expiresIn: -60 })],
    ['for another audience', () => things.issuer.token({ scope: 'queue:admin', audience: 'bank' })],
    ['without kind', () => things.issuer.token({ scope: 'queue:admin', kind: undefined })],
    [
      'signed by a stranger',
      () => things.stranger.token({ scope: 'queue:admin', iss: things.issuer.settings.OIDC_ISSUER }),
    ],
    [
      'unsigned',
      () => `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"sub":"x"}').replaceAll('=', '')}.AA`,
    ],
  ])('nobody with a token that is %s', async (_what, token) => {
    const answer = await remove(`Bearer ${await token()}`);
    expect(answer).toMatchObject(problem(401, 'unauthenticated'));
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('nobody without the scope', async () => {
    const answer = await remove(`Bearer ${await things.issuer.token({ scope: 'queue:read queue:operate' })}`);
    expect(answer).toMatchObject(problem(403, 'forbidden'));
    expect(answer.headers.get('www-authenticate')).toContain('scope="queue:admin"');
  });

  it('nobody of another office, for whom the thing is not there', async () => {
    const token = await things.issuer.token({ scope: 'queue:admin', offices: ['ALM-SIZO'] });
    expect(await remove(`Bearer ${token}`)).toMatchObject(problem(404, 'not-found'));
  });

  it('who may act in all offices', async () => {
    expect(
      (await remove(`bearer ${await things.issuer.token({ scope: 'queue:admin', offices: ['*'] })}`)).status,
    ).toBe(204);
  });

  it('anybody, where the call is public, whatever token comes along', async () => {
    expect((await things.call('/v1/things', { headers: { authorization: 'Bearer x.y.z' } })).status).toBe(
      200,
    );
  });
});
