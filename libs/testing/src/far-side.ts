import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FarSideHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The far side of the network: an HTTP server in the place of another process, which does what a test tells it to. */
export class FarSide {
  readonly seen: IncomingMessage[] = [];
  /** Answers `{}` until it is told otherwise. */
  handler: FarSideHandler = (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  readonly #server: Server = createServer((request, response) => {
    this.seen.push(request);
    this.handler(request, response);
  });
  #port = 0;

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** `port`: to come back where it was. */
  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** A whole body as text. */
export async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Waits for the body, then answers what came: `{url, headers, length, body}`, the body cut to 200 characters. */
export const echo: FarSideHandler = (request, response) => {
  textOf(request).then(
    (text) => {
      const { url, headers } = request;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ url, headers, length: text.length, body: text.slice(0, 200) }));
    },
    // Cut off by the near side: there is nobody to answer.
    () => undefined,
  );
};
