import { RefusalWithHeaders } from '@kezek/platform';
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visitorPageRoute } from '../limits/policies.rules';

/** A page and the folder of its parts. */
interface Page {
  readonly path: string;
  readonly folder: string;
  /** Run as one, in this order. */
  readonly scripts: readonly string[];
}

const pages: readonly Page[] = [
  // Where the link of an SMS leads: `PUBLIC_URL/t/<trackingToken>`.
  { path: visitorPageRoute, folder: 'visitor-page', scripts: ['texts.js', 'page.js'] },
  { path: '/board/:office', folder: 'board-page', scripts: ['rows.js', 'page.js'] },
];

/** They serve no operation. */
export const pagePaths = pages.map(({ path }) => path);

/** Beside `src` and `dist`, at the same depth from both. */
const part = (folder: string, name: string): string =>
  readFileSync(join(__dirname, '..', '..', folder, name), 'utf8');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Functions, for `$` in a part means nothing. */
const assemble = (folder: string, style: string, script: string): string =>
  part(folder, 'page.html')
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`)
    // Data: the policy doesn't ask for a hash of what isn't run, but a `<` must not end it.
    .replace(
      'id="words">',
      (tag) => `${tag}${part(folder, 'words.json').replaceAll('<', String.raw`\u003c`)}`,
    );

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
 * The pages: the same bytes for every tracking token and every office, so that they tell nobody which exist; the script of each
 * reads it from the address and asks the API.
 */
export function servePages(server: FastifyInstance): void {
  for (const page of pages) servePage(server, page);
}

function servePage(server: FastifyInstance, { path, folder, scripts }: Page): void {
  const style = part(folder, 'page.css');
  const script = scripts.map((name) => part(folder, name)).join('\n');
  const html = assemble(folder, style, script);
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(style, script),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  };
  server.get(path, (_request, reply) => reply.headers(headers).send(html));
  server.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: path,
    // Before a body is read.
    onRequest: (_request, _reply, done) => {
      done(new RefusalWithHeaders('method-not-allowed', { allow: 'GET, HEAD' }));
    },
    handler: () => undefined,
  });
}
