import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderPage } from './page';
import type { PageLanguage } from './page-texts';
import type { MessageStore } from './store';

export interface PageServerOptions {
  readonly host: string;
  readonly port: number;
  readonly store: MessageStore;
  readonly health: () => object;
}

export interface PageServer {
  readonly port: number;
  close(): Promise<void>;
}

const shownAtMost = 100;

type Handler = (options: PageServerOptions, url: URL, response: ServerResponse) => void;

const routes: Readonly<Record<string, Handler>> = {
  'GET /': showPage,
  'GET /messages.json': ({ store }, url, response) => {
    json(response, 200, { items: store.list(url.searchParams.get('to') ?? undefined) });
  },
  'GET /health': ({ health }, _url, response) => {
    json(response, 200, health());
  },
  'DELETE /messages': ({ store }, _url, response) => {
    store.clear();
    response.writeHead(204).end();
  },
};

/** Serves the page and its JSON. Rejects when the port can't be had. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const server = createServer((request, response) => {
    route(options, request, response);
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function route(options: PageServerOptions, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const address = `http://simulator${request.url ?? '/'}`;
  if (!URL.canParse(address)) {
    json(response, 400, { title: 'Bad address' });
    return;
  }
  const url = new URL(address);
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const handler = routes[`${method} ${url.pathname}`];
  if (handler) handler(options, url, response);
  else json(response, 404, { title: 'Not found' });
}

function showPage({ store }: PageServerOptions, url: URL, response: ServerResponse): void {
  const language: PageLanguage = url.searchParams.get('lang') === 'ru' ? 'ru' : 'kk';
  const to = (url.searchParams.get('to') ?? '').trim().slice(0, 30);
  const nonce = randomBytes(16).toString('base64');
  const messages = store.list(to, shownAtMost);
  const page = renderPage({ language, to, messages, total: store.count(to), nonce });
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; ` +
      `connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(page);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
