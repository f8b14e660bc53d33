import { type Socket, connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A byte stream to the peer, as a session needs it; the sockets of this file and the fakes of tests fit it. */
export interface Link {
  write(bytes: Buffer): void;
  /** Earlier bytes still wait in this process, or none can leave any more: what is written now would not go now. */
  readonly congested: boolean;
  /** Stops and goes on reading: back-pressure towards the peer. */
  pause(): void;
  resume(): void;
  /** Closes after what was written. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface LinkEvents {
  open(): void;
  data(chunk: Buffer): void;
  drain(): void;
  /** Once, last, also when it never opened. */
  close(error?: Error): void;
}

export type OpenLink = (events: LinkEvents) => Link;

export interface TlsOptions {
  /** Authorities (PEM) beside or instead of the system's; the certificate and its name are always checked. */
  readonly ca?: string | Buffer;
  /** The name that the certificate must carry, when it isn't `host`. */
  readonly serverName?: string;
  /** Our own certificate and key (PEM), for operators who ask for one. */
  readonly certificate?: string | Buffer;
  readonly key?: string | Buffer;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions;
}

/** Opens TCP or TLS. Errors come as `close(error)`; nothing is thrown later. */
export function openSocket(endpoint: Endpoint): OpenLink {
  return (events) => {
    const socket = endpoint.tls
      ? tlsSocket(endpoint, endpoint.tls)
      : connectTcp(endpoint.port, endpoint.host);
    return socketLink(socket, events, endpoint.tls ? 'secureConnect' : 'connect');
  };
}

function tlsSocket({ host, port }: Endpoint, tls: TlsOptions): Socket {
  // An address can't be asked for by name (RFC 6066); it is checked against the certificate all the same.
  const asked = tls.serverName ?? (isIP(host) === 0 ? host : undefined);
  return connectTls({
    host,
    port,
    ...(asked !== undefined && { servername: asked }),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.certificate !== undefined && { cert: tls.certificate }),
    ...(tls.key !== undefined && { key: tls.key }),
  });
}

/** Wraps a socket that `opened` will announce; `undefined` when it is open already (a server's side). */
export function socketLink(socket: Socket, events: LinkEvents, opened?: 'connect' | 'secureConnect'): Link {
  let failure: Error | undefined;
  let corked = false;
  socket.setNoDelay(true);
  if (opened) socket.once(opened, () => events.open());
  socket.on('data', (chunk: Buffer) => events.data(chunk));
  socket.on('drain', () => events.drain());
  socket.on('error', (error) => (failure = error));
  socket.once('close', () => events.close(failure));
  return {
    write(bytes) {
      if (!socket.writable) return;
      // PDUs of one turn of the event loop leave in one system call.
      if (!corked) {
        corked = true;
        socket.cork();
        process.nextTick(() => {
          corked = false;
          socket.uncork();
        });
      }
      socket.write(bytes);
    },
    get congested() {
      return socket.writableNeedDrain || !socket.writable;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}
