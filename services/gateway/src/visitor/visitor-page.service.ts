import { RefusalWithHeaders } from '@kezek/platform';
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the link of an SMS leads: `PUBLIC_URL/t/<handle>`. It serves no operation. */
export const visitorPath = '/t/:handle';

/** Beside `src` and `dist`, at the same depth from both. */
const folder = join(__dirname, '..', '..', 'visitor-page');
const part = (name: string): string => readFileSync(join(folder, name), 'utf8');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Functions, for `$` in a part means nothing. */
const assemble = (style: string, script: string): string =>
  part('page.html')
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`)
    // Data: the policy doesn't ask for a hash of what isn't run, but a `<` must not end it.
    .replace('id="words">', (tag) => `${tag}${part('words.json').replaceAll('<', String.raw`\u003c`)}`);

const policyOf = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    // Nothing that the API says can become markup, whatever the script does.
    "require-trusted-types-for 'script'; trusted-types 'none'",
  ].join('; ');

/**
 * The visitor's page: the same bytes for every handle, so that it tells nobody which exist; its script reads the handle
 * from the address and asks the API.
 */
export function serveVisitorPage(server: FastifyInstance): void {
  const style = part('page.css');
  const script = part('page.js');
  const html = assemble(style, script);
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(style, script),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  };
  server.get(visitorPath, (_request, reply) => reply.headers(headers).send(html));
  server.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: visitorPath,
    // Before a body is read.
    onRequest: (_request, _reply, done) => {
      done(new RefusalWithHeaders('method-not-allowed', { allow: 'GET, HEAD' }));
    },
    handler: () => undefined,
  });
}
