import type { JsonWebKey } from 'node:crypto';
import { scopes } from '@kezek/contracts';
import Provider, { type Configuration, type ResourceServer } from 'oidc-provider';
import type { ClientDefinition } from './clients';

/** A client that is known together with its secret. */
export type Client = ClientDefinition & { secret: string };

/** What stands in the checkout's file of secrets for the issuer. */
export interface IssuerSecrets {
  /** Secrets of the clients, by id. */
  clients: Record<string, string>;
  signingKey: JsonWebKey & { kid: string };
}

const audience = 'kezek';
const resource = 'urn:kezek';
const lifetimeSeconds = 3600;

/**
 * An OpenID Connect provider for development: client credentials, JWT access tokens (RS256) with `sub`, `scope`,
 * `kind` and `offices`. Asked without a scope, it grants all scopes of the client.
 */
export function developmentIssuer(url: string, key: JsonWebKey, clients: readonly Client[]): Provider {
  const known = new Map(clients.map((client) => [client.id, client]));
  const configuration: Configuration = {
    clients: clients.map(({ id, secret, scopes: allowed }) => ({
      client_id: id,
      client_secret: secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: allowed.join(' '),
    })),
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
    scopes: Object.keys(scopes),
    claims: {},
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: (ctx, _identifier, client) => {
          const allowed = known.get(client.clientId)?.scopes.join(' ') ?? '';
          const { params } = ctx.oidc;
          if (params !== undefined) params['scope'] ??= allowed;
          return resourceServer(allowed);
        },
      },
    },
    extraTokenClaims: (_ctx, token) => {
      const client = known.get(token.clientId ?? '');
      return client === undefined ? {} : { kind: client.kind, offices: [...client.offices] };
    },
    ttl: { ClientCredentials: lifetimeSeconds },
  };
  return new Provider(url, configuration);
}

function resourceServer(scope: string): ResourceServer {
  return {
    scope,
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: lifetimeSeconds,
    jwt: { sign: { alg: 'RS256' } },
  };
}
