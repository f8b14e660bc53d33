/** The little that we use of npm `smpp` 0.5.1, the independent peer of the tests; it has no types of its own. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server, Socket } from 'node:net';

  interface PeerPdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly short_message: { readonly message: string | Buffer; readonly udh?: Buffer };
    readonly message_payload?: string | Buffer | { readonly message: string | Buffer };
    readonly data_coding: number;
    readonly system_id: string;
    readonly password: string;
    readonly message_id: string;
    readonly destination_addr: string;
    readonly validity_period: unknown;
    response(options?: object): PeerPdu;
  }

  interface PeerSession extends EventEmitter {
    readonly socket: Socket;
    send(pdu: PeerPdu): boolean;
    close(): void;
    destroy(): void;
    bind_transceiver(options: object, answered: (pdu: PeerPdu) => void): boolean;
    submit_sm(options: object, answered: (pdu: PeerPdu) => void): boolean;
    deliver_sm(options: object, answered: (pdu: PeerPdu) => void): boolean;
    unbind(answered?: (pdu: PeerPdu) => void): boolean;
  }

  export function createServer(listener: (session: PeerSession) => void): Server;
  export function connect(options: { readonly host: string; readonly port: number }): PeerSession;
}
