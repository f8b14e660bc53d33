import { operations } from '@kezek/contracts';
import { openApiDocument, writeOpenApi } from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

const about = {
  title: 'Kezek',
  description:
    'The front offices of a city: electronic queue, applications, visits, messages. One door to them all.',
};

/** One document of every service's calls. */
const mergedDocument = () => (document ??= openApiDocument(operations, about));

// Made when it is first asked for: a start must not wait for it.
let document: ReturnType<typeof openApiDocument> | undefined;

/** The committed copy, in the directory of the service. */
export const writeDocument = async (): Promise<void> => {
  await writeOpenApi('openapi.json', operations, about);
};

export const documentPath = '/openapi.json';
export const docsPath = '/docs';

/** The routes of the pages, which serve no operation; the last one is the assets of the package, so it works offline. */
export const docsRoutes = [
  documentPath,
  docsPath,
  `${docsPath}/`,
  `${docsPath}/index.html`,
  `${docsPath}/LICENSE`,
  `${docsPath}/swagger-ui-init.js`,
  `${docsPath}/docs/swagger-ui-init.js`,
  `${docsPath}/*`,
];

/** Swagger UI styles itself inline; scripts come from here only, and it may call nothing but this API. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
};

/** `/openapi.json`, and what the pages' answers need beside those of the API. */
export function serveDocument(server: FastifyInstance): void {
  let text: string | undefined;
  server.get(documentPath, (_request, reply) => {
    text ??= JSON.stringify(mergedDocument());
    return reply.type('application/json').send(text);
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    if (request.url.startsWith(docsPath)) void reply.headers(pageHeaders);
    done(null, payload);
  });
}

/** Swagger UI at `/docs`. */
export function serveDocs(app: NestFastifyApplication): void {
  // The document is of OpenAPI 3.1; the type of the package knows 3.0 only. The page reads both.
  SwaggerModule.setup(docsPath.slice(1), app, () => mergedDocument() as unknown as OpenAPIObject, {
    raw: false,
    customSiteTitle: 'Kezek',
    swaggerOptions: { persistAuthorization: false, tryItOutEnabled: true },
  });
}
