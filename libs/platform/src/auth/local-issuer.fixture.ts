import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Claims {
  readonly scope?: string;
  readonly kind?: string | undefined;
  readonly offices?: readonly string[];
  readonly audience?: string;
  readonly iss?: string;
  readonly expiresIn?: number;
}

export interface LocalIssuer {
  readonly settings: { readonly OIDC_ISSUER: string; readonly OIDC_AUDIENCE: string };
  token(claims?: Claims): Promise<string>;
  /** From now on another key signs, and alone is published. */
  rotate(): Promise<void>;
  /** How often the keys were fetched. */
  fetches(): number;
  close(): Promise<void>;
}

const newKey = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
};

/** An issuer for this library's own tests; `@kezek/testing`, which depends on this library, has one for the others. */
export async function localIssuer(): Promise<LocalIssuer> {
  let key = await newKey('1');
  let fetched = 0;
  const server = createServer((request, response) => {
    const keys = request.url === '/jwks';
    if (keys) fetched += 1;
    const body = keys ? { keys: [key.jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    settings: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'kezek' },
    token: (claims = {}) => {
      const { scope = '', offices = ['*'], audience = 'kezek', iss = issuer, expiresIn = 600 } = claims;
      const kind = 'kind' in claims ? claims.kind : 'system';
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ scope, offices, ...(kind !== undefined && { kind }) })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .setIssuer(iss)
        .setAudience(audience)
        .setSubject('tester')
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(key.privateKey);
    },
    rotate: async () => {
      key = await newKey(String(Number(key.kid) + 1));
    },
    fetches: () => fetched,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
