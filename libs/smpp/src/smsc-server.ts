import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Clock, systemClock } from './clock';
import { socketLink } from './link';
import { type SmscHandlers, SmscSession } from './smsc-session';

export interface SmscServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly handlers: SmscHandlers;
  readonly clock?: Clock;
  /** Certificate and key (PEM) for TLS. */
  readonly tls?: { readonly certificate: string | Buffer; readonly key: string | Buffer };
}

export interface SmscServer {
  readonly port: number;
  /** Unbinds every session and stops listening. */
  close(): Promise<void>;
}

/** Listens for ESMEs. Rejects with the system's error when the port can't be had. */
export async function startSmscServer(options: SmscServerOptions): Promise<SmscServer> {
  const { handlers, clock = systemClock } = options;
  const sessions = new Set<{ readonly session: SmscSession; readonly socket: Socket }>();
  const server = listener(options, (socket) => {
    const session = new SmscSession((events) => socketLink(socket, events), handlers, clock);
    const entry = { session, socket };
    sessions.add(entry);
    socket.once('close', () => sessions.delete(entry));
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const { session } of sessions) session.end();
      await closed;
    },
  };
}

function listener({ tls }: SmscServerOptions, accept: (socket: Socket) => void): Server {
  if (!tls) return createServer(accept);
  return createTlsServer({ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, accept).on(
    'tlsClientError',
    (_error, socket) => {
      socket.destroy();
    },
  );
}
