/** The variable that carries a client's secret into Keycloak. */
export const secretName = (id) => `CLIENT_SECRET_${id.toUpperCase().replaceAll('-', '_')}`;

const MINUTE = 60;

/** Keycloak's realm: a client for each of ours, with the claims that every service reads. */
export const realm = (clients, scopes) => ({
  realm: 'kezek',
  enabled: true,
  sslRequired: 'external',
  registrationAllowed: false,
  bruteForceProtected: true,
  defaultSignatureAlgorithm: 'RS256',
  accessTokenLifespan: 15 * MINUTE,
  clientScopes: Object.entries(scopes).map(([name, description]) => ({
    name,
    description,
    protocol: 'openid-connect',
    attributes: { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' },
  })),
  defaultDefaultClientScopes: [],
  defaultOptionalClientScopes: [],
  clients: clients.map(client),
});

const client = ({ id, kind, offices, scopes }) => ({
  clientId: id,
  enabled: true,
  protocol: 'openid-connect',
  publicClient: false,
  clientAuthenticatorType: 'client-secret',
  secret: `\${${secretName(id)}}`,
  serviceAccountsEnabled: true,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  fullScopeAllowed: false,
  defaultClientScopes: [...scopes],
  optionalClientScopes: [],
  protocolMappers: [
    claim('sub', 'String', id),
    claim('kind', 'String', kind),
    claim('offices', 'JSON', JSON.stringify(offices)),
    mapper('audience', 'oidc-audience-mapper', { 'included.custom.audience': 'kezek' }),
  ],
});

const claim = (name, type, value) =>
  mapper(name, 'oidc-hardcoded-claim-mapper', {
    'claim.name': name,
    'claim.value': value,
    'jsonType.label': type,
  });

const mapper = (name, protocolMapper, config) => ({
  name,
  protocol: 'openid-connect',
  protocolMapper,
  consentRequired: false,
  config: {
    ...config,
    'access.token.claim': 'true',
    'id.token.claim': 'false',
    'introspection.token.claim': 'true',
  },
});
