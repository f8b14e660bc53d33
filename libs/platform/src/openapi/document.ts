import { bodyExamples, type OperationDefinition, scopes } from '@kezek/contracts';
import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { apiPrefix } from '../operation/routes';
import { commonHeaders, responsesOf } from './responses';
import { type Json, SchemaCollection } from './schemas';

export interface ApiInfo {
  readonly title: string;
  readonly version?: string;
  readonly description?: string;
  /** Where tokens are had; of the issuer in use. */
  readonly tokenUrl?: string;
  /** Where the API is reached; the same host where absent. */
  readonly server?: string;
}

export interface OpenApiDocument extends Json {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: Json;
}

const fields = (
  schema: z.ZodObject | undefined,
  place: 'path' | 'query',
  schemas: SchemaCollection,
): Json[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description, ...json } = schemas.add(field as z.ZodType, 'input');
    const required = place === 'path' || !(field as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required, ...(description !== undefined && { description }), schema: json };
  });

const headers = ({ idempotencyKey, ifMatch }: OperationDefinition): Json[] => [
  ...(idempotencyKey ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(ifMatch
    ? [{ $ref: `#/components/parameters/${ifMatch === 'required' ? 'IfMatchRequired' : 'IfMatch'}` }]
    : []),
];

const ifMatchHeader = (required: boolean): Json => ({
  name: 'If-Match',
  in: 'header',
  required,
  description: 'The `ETag` that was read, or `*`.',
  schema: { type: 'string', pattern: '^(\\*|(W/)?"[1-9][0-9]{0,14}")$' },
});

const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'A new random key for each action, the same for its retries; with or without the quotes of the IETF draft.',
    schema: { type: 'string', pattern: '^[!#-~]{1,200}$' },
  },
  IfMatch: ifMatchHeader(false),
  IfMatchRequired: ifMatchHeader(true),
};

const security = ({ scope }: OperationDefinition): Json[] =>
  scope === 'public' ? [] : [{ oauth2: [scope] }, { bearer: [] }];

const requestBody = (id: string, body: z.ZodType, schemas: SchemaCollection): Json => {
  const example = bodyExamples[id];
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': { schema: schemas.add(body, 'input'), ...(example !== undefined && { example }) },
    },
  };
};

const describe = (operation: OperationDefinition, schemas: SchemaCollection): Json => ({
  operationId: operation.id,
  tags: [operation.tag],
  summary: operation.summary,
  ...(operation.description !== undefined && { description: operation.description }),
  'x-kezek-service': operation.service,
  'x-kezek-scope': operation.scope,
  ...(operation.devicesOnly && { 'x-kezek-devices-only': true }),
  ...(operation.office !== undefined && { 'x-kezek-office': operation.office }),
  security: security(operation),
  parameters: [
    ...fields(operation.params, 'path', schemas),
    ...fields(operation.query, 'query', schemas),
    ...headers(operation),
  ],
  ...(operation.body !== undefined && { requestBody: requestBody(operation.id, operation.body, schemas) }),
  responses: responsesOf(operation, schemas),
});

const securitySchemes = (tokenUrl: string): Json => ({
  oauth2: {
    type: 'oauth2',
    description: 'How tokens are had. The `tokenUrl` is that of your operator’s issuer.',
    flows: { clientCredentials: { tokenUrl, scopes } },
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'For trying calls here: a token as the issuer gave it; in the sandbox `node tools/token.mjs <client>`.',
  },
});

const infoOf = ({ title, version = '1.0.0', description }: ApiInfo): Json => ({
  title,
  version,
  ...(description !== undefined && { description }),
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
});

/** OpenAPI 3.1 of the given calls; pure: the same calls give the same document, of one service or of all. */
export function openApiDocument(operations: readonly OperationDefinition[], info: ApiInfo): OpenApiDocument {
  const schemas = new SchemaCollection();
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations)
    (paths[`${apiPrefix}${operation.path}`] ??= {})[operation.method] = describe(operation, schemas);
  const tags = [...new Set(operations.map(({ tag }) => tag))].sort().map((name) => ({ name }));
  return schemas.settle({
    openapi: '3.1.1',
    info: infoOf(info),
    servers: [{ url: info.server ?? '/' }],
    tags,
    paths,
    components: {
      securitySchemes: securitySchemes(info.tokenUrl ?? 'https://issuer.example/token'),
      headers: commonHeaders,
      parameters,
    },
  });
}

/** For `npm run generate`: writes the document of the given calls to a file. */
export const writeOpenApi = (
  path: string,
  operations: readonly OperationDefinition[],
  info: ApiInfo,
): Promise<void> => writeFile(path, `${JSON.stringify(openApiDocument(operations, info), null, 2)}\n`);
