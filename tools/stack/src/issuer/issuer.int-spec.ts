import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../ports';
import { type Child, startChild } from '../processes/child';
import { Leash } from '../processes/leash';
import { SecretsFile } from '../sandbox/secrets';
import { inheritedEnvironment } from '../settings';
import { until } from '../until';

const script = join(__dirname, '..', '..', 'dist', 'issuer', 'main.js');

describe('the development issuer', () => {
  let dir: string;
  let leash: Leash;
  let secrets: SecretsFile;
  let url: string;
  let issuer: Child;

  const start = (port: number, env: NodeJS.ProcessEnv) =>
    startChild(leash, {
      name: 'issuer',
      command: process.execPath,
      args: [script, String(port), join(dir, 'secrets.json')],
      env: { ...inheritedEnvironment(), ...env },
      logFile: join(dir, 'issuer.log'),
    });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-issuer-'));
    secrets = new SecretsFile(join(dir, 'secrets.json'));
    leash = new Leash(join(dir, 'processes.json'));
    const { port } = await freePorts(['port']);
    url = `http://127.0.0.1:${String(port)}`;
    issuer = await start(port, { NODE_ENV: 'development' });
    await until(async () => (await fetch(`${url}/.well-known/openid-configuration`)).ok, {
      timeoutMs: 20_000,
      what: 'the issuer',
    });
  });

  afterAll(async () => {
    await issuer.stop();
    await leash.close();
    await rm(dir, { recursive: true });
  });

  async function ask(
    client: string,
    form: Record<string, string> = {},
    secret = secrets.secrets.clients[client] ?? '',
  ) {
    const response = await fetch(`${url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
    });
    const body = (await response.json()) as Record<string, string>;
    return { status: response.status, body };
  }

  const part = (token: string | undefined, index: number) =>
    JSON.parse(Buffer.from(token?.split('.')[index] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;

  it('grants all scopes of a client that asks for none, for an hour', async () => {
    const { status, body } = await ask('operator-turksib-16');
    expect(status).toBe(200);
    const claims = part(body['access_token'], 1);
    expect(claims).toMatchObject({
      iss: url,
      aud: 'kezek',
      sub: 'operator-turksib-16',
      kind: 'staff',
      offices: ['ALM-TRK'],
      scope: 'queue:read queue:operate queue:issue',
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600);
  });

  it('signs with the key that its JWKS shows', async () => {
    const { body } = await ask('admin');
    const [header = '', payload = '', signature = ''] = body['access_token']?.split('.') ?? [];
    const { keys } = (await (await fetch(`${url}/jwks`)).json()) as {
      keys: (JsonWebKey & { kid: string })[];
    };
    const key = keys.find(({ kid }) => kid === part(body['access_token'], 0)['kid']);
    if (key === undefined) throw new Error('the key is not shown');
    expect(key.d).toBeUndefined();
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('grants less to a client that asks for less', async () => {
    const { body } = await ask('operator-turksib-1', { scope: 'queue:read' });
    expect(part(body['access_token'], 1)['scope']).toBe('queue:read');
  });

  it('refuses a scope that the client does not have', async () => {
    await expect(ask('kiosk-sizo', { scope: 'queue:admin' })).resolves.toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  it('refuses a wrong secret', async () => {
    await expect(ask('admin', {}, 'wrong')).resolves.toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  it('refuses to run in production', async () => {
    const production = await start(0, { NODE_ENV: 'production' });
    await expect(production.exited).resolves.toEqual({ code: 1, signal: null });
    expect(production.tail()).toMatch(/The development issuer does not run with NODE_ENV=production\.$/);
  });

  it('keeps its secrets from one start to the next, readable by nobody else', async () => {
    const again = new SecretsFile(join(dir, 'secrets.json'));
    expect(again.secrets).toEqual(secrets.secrets);
    expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });
});
