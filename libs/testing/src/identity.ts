import type { Principal } from '@kezek/contracts';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a token says; everything has a default, so that a test names only what it is about. */
export interface TokenClaims {
  readonly sub?: string;
  readonly kind?: Principal['kind'];
  readonly offices?: readonly string[];
  readonly scopes?: readonly string[];
  readonly audience?: string;
  /** Seconds from now; negative for a token that has expired. */
  readonly expiresIn?: number;
}

export interface TestIssuer {
  /** Spread into the configuration of what is tested. */
  readonly settings: { readonly OIDC_ISSUER: string; readonly OIDC_AUDIENCE: string };
  token(claims?: TokenClaims): Promise<string>;
  /** `{ authorization: 'Bearer …' }` */
  headers(claims?: TokenClaims): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const documents = async (issuer: string, publicKey: CryptoKey): Promise<Record<string, string>> => ({
  '/.well-known/openid-configuration': JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }),
  '/jwks': JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }],
  }),
});

const sign = (claims: TokenClaims, issuer: string, privateKey: CryptoKey): Promise<string> => {
  const { sub = 'tester', kind = 'system', offices = ['*'], scopes = [] } = claims;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ kind, offices, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(claims.audience ?? 'kezek')
    .setSubject(sub)
    .setIssuedAt(now)
    .setExpirationTime(now + (claims.expiresIn ?? 600))
    .sign(privateKey);
};

/** An OpenID Connect issuer on loopback with discovery, one key, and any token that a test wants. */
export async function testIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  let served: Record<string, string> = {};
  const server = createServer((request, response) => {
    const body = served[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  served = await documents(issuer, publicKey);
  const token = (claims: TokenClaims = {}) => sign(claims, issuer, privateKey);
  return {
    settings: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'kezek' },
    token,
    headers: async (claims) => ({ authorization: `Bearer ${await token(claims)}` }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
