import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import * as peerSmpp from 'smpp';
import { SmppClient } from './client';
import type { ClientHandlers, ClientOptions } from './client-options';
import { type Pdu, encodePdu } from './codec';
import { type Carriage, readMessage, submitBodies } from './message';
import { parseReceipt } from './receipt';
import { type SmscHandlers } from './smsc-session';
import { startSmscServer } from './smsc-server';
import { planMessage } from './text';
import { until } from './testing/until';

type PeerSession = ReturnType<typeof peerSmpp.connect>;
type PeerPdu = Parameters<Parameters<PeerSession['submit_sm']>[1]>[0];

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** An SMSC made of npm `smpp`: what it got, and `submitted` to behave otherwise. */
async function aPeerSmsc(submitted = (session: PeerSession, pdu: PeerPdu) => accept(session, pdu)) {
  const got: PeerPdu[] = [];
  const sessions: PeerSession[] = [];
  const server: Server = peerSmpp.createServer((session) => {
    sessions.push(session);
    session.on('error', () => session.destroy());
    session.on('bind_transceiver', (pdu: PeerPdu) => {
      const command_status = pdu.password === 'secret' ? 0 : 0x0e;
      session.send(pdu.response({ command_status, system_id: 'peer' }));
    });
    session.on('enquire_link', (pdu: PeerPdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: PeerPdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu: PeerPdu) => {
      got.push(pdu);
      submitted(session, pdu);
    });
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return { port: (server.address() as AddressInfo).port, got, sessions };
}

function accept(session: PeerSession, pdu: PeerPdu): void {
  session.send(pdu.response({ message_id: `id-${String(pdu.sequence_number)}` }));
}

function aClient(port: number, given: Partial<ClientOptions> = {}, handlers: ClientHandlers = {}) {
  const client = new SmppClient(
    { host: '127.0.0.1', port, systemId: 'kezek', password: 'secret', ...given },
    { onDeliver: () => Promise.resolve(), ...handlers },
  );
  client.start();
  stops.push(() => client.stop());
  return client;
}

function send(client: SmppClient, text: string, carriage: Carriage = 'udh') {
  const bodies = submitBodies(planMessage(text, { referenceNumber: 9 }), carriage);
  return Promise.all(
    bodies.map(({ fields, tlvs, segments }) => {
      const addressed = { ...fields, sourceAddress: 'Kezek', destinationAddress: '77011234567' };
      return client.submit({ fields: addressed, tlvs, segments });
    }),
  );
}

const textOf = (value: unknown) =>
  Buffer.isBuffer(value) ? value.toString('latin1') : typeof value === 'string' ? value : '';

const sample = {
  GSM: 'Your ticket A-12: counter [3], 5 € {paid}~ \\ ^ | ÄÖÑÜ§ @£$ Δ ',
  'Kazakh in UCS-2': 'Құрметті келуші, 3-терезеге келіңіз: ә ғ қ ң ө ұ ү һ і 😀 ',
};
const lengths = Object.entries(sample).flatMap(([name, part]) =>
  [1, 2, 3, 4, 5, 6].map((segments) => {
    const gsm = name === 'GSM';
    const units = segments === 1 ? (gsm ? 100 : 60) : (segments - 1) * (gsm ? 153 : 67) - 20;
    let text = part.slice(0, gsm ? 60 : 58);
    while (planMessage(text).segments.length < segments || text.length < units)
      text += part[text.length % 9] ?? '';
    return { name, segments, text };
  }),
);

describe('a text to the peer', () => {
  test.each(lengths)('$name in $segments segments arrives as it was', async ({ text, segments }) => {
    const { port, got } = await aPeerSmsc();
    const client = aClient(port);
    const results = await send(client, text);
    expect(results).toHaveLength(segments);
    expect(results.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(got.map((pdu) => textOf(pdu.short_message.message)).join('')).toBe(text);
  });

  test('in one message_payload arrives as it was', async () => {
    const { port, got } = await aPeerSmsc();
    const text = sample['Kazakh in UCS-2'].repeat(5);
    await send(aClient(port), text, 'payload');
    const payload = got[0]?.message_payload;
    const content = typeof payload === 'object' && 'message' in payload ? payload.message : payload;
    expect(textOf(content)).toBe(text);
  });
});

describe('a text from the peer', () => {
  test.each(lengths.filter(({ segments }) => segments === 1))(
    '$name is read as it was',
    async ({ text, name }) => {
      const received: string[] = [];
      const { port, sessions } = await aPeerSmsc();
      aClient(port, {}, { onDeliver: (pdu) => Promise.resolve(void received.push(readMessage(pdu).text)) });
      await until(() => sessions.length === 1);
      const data_coding = name === 'GSM' ? 0 : 8;
      const short_message = { message: planMessage(text).segments[0]?.bytes };
      const status = await new Promise((resolve) => {
        sessions[0]?.once('bind_transceiver', () => {
          sessions[0]?.deliver_sm({ short_message, data_coding }, (pdu) => resolve(pdu.command_status));
        });
      });
      expect([received, status]).toEqual([[text], 0]);
    },
  );

  test('sent as a client is read by our side of the SMSC, with receipts back', async () => {
    const texts: string[] = [];
    const handlers: SmscHandlers = {
      authenticate: ({ systemId, password }) => (systemId === 'peer' && password === 'pw' ? 0 : 0x0e),
      bound: () => undefined,
      closed: () => undefined,
      request(session, pdu) {
        if (pdu.command !== 'submit_sm') return;
        texts.push(readMessage(pdu).text);
        session.respond({ command: 'submit_sm_resp', sequence: pdu.sequence, fields: { messageId: 'm1' } });
        void session.deliver({ esmClass: 4, shortMessage: Buffer.from('id:m1 stat:DELIVRD') });
      },
    };
    const server = await startSmscServer({ host: '127.0.0.1', port: 0, handlers });
    stops.push(() => server.close());
    const peer = peerSmpp.connect({ host: '127.0.0.1', port: server.port });
    stops.push(() => peer.destroy());
    await once(peer, 'connect');
    const bound = await new Promise<PeerPdu>((resolve) => {
      peer.bind_transceiver({ system_id: 'peer', password: 'pw' }, resolve);
    });
    expect(bound.command_status).toBe(0);
    const receipt = once(peer, 'deliver_sm') as Promise<[PeerPdu]>;
    const response = await new Promise<PeerPdu>((resolve) => {
      peer.submit_sm({ destination_addr: '7701', short_message: 'Сәлем, қала!' }, resolve);
    });
    expect([response.message_id, texts]).toEqual(['m1', ['Сәлем, қала!']]);
    const [pdu] = await receipt;
    expect(textOf(pdu.short_message.message)).toContain('DELIVRD');
    peer.send(pdu.response());
  });
});

describe('trouble with the peer', () => {
  test('a lost response is unknown; the session lives on', async () => {
    const { port, got } = await aPeerSmsc((session, pdu) => {
      if (got.length > 1) accept(session, pdu);
    });
    const client = aClient(port, { timers: { response: 100 } });
    expect(await send(client, 'lost')).toEqual([{ outcome: 'unknown', reason: 'timeout' }]);
    expect(await send(client, 'kept')).toMatchObject([{ outcome: 'accepted' }]);
    expect(got).toHaveLength(2);
  });

  test('a connection cut in the middle of a PDU is opened again, and nothing is sent twice', async () => {
    const { port, got, sessions } = await aPeerSmsc((session, pdu) => {
      if (sessions.length > 1) {
        accept(session, pdu);
        return;
      }
      const response = encodePdu({
        command: 'submit_sm_resp',
        sequence: pdu.sequence_number,
        fields: { messageId: 'x' },
      });
      session.socket.write(response.subarray(0, 10), () => session.socket.destroy());
    });
    const client = aClient(port, { random: () => 0, window: 1 });
    const first = send(client, 'cut');
    const second = send(client, 'waits');
    expect(await first).toEqual([{ outcome: 'unknown', reason: 'connection-closed' }]);
    expect(await second).toMatchObject([{ outcome: 'accepted' }]);
    expect(got.map((pdu) => textOf(pdu.short_message.message))).toEqual(['cut', 'waits']);
    expect(sessions).toHaveLength(2);
  });

  test('a wrong password stops the client', async () => {
    const { port, sessions } = await aPeerSmsc();
    const ends: unknown[] = [];
    const client = aClient(port, { password: 'wrong' }, { onState: (_state, end) => ends.push(end) });
    expect(await send(client, 'never')).toEqual([{ outcome: 'unsent', reason: 'bind-refused' }]);
    expect(ends).toEqual([{ reason: 'bind-refused', status: 0x0e }]);
    expect(sessions).toHaveLength(1);
  });

  test('bytes that are no PDU close that session; the next one works', async () => {
    const { port, sessions } = await aPeerSmsc();
    const ends: unknown[] = [];
    const client = aClient(port, { random: () => 0 }, { onState: (_state, end) => ends.push(end?.reason) });
    await until(() => client.status.state === 'up');
    sessions[0]?.socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await until(() => sessions.length === 2 && client.status.state === 'up');
    expect(ends).toEqual([undefined, 'malformed-pdu', undefined]);
    expect(await send(client, 'again')).toMatchObject([{ outcome: 'accepted' }]);
  });

  test('a receipt whose handler fails is refused, so that the peer keeps it', async () => {
    const { port, sessions } = await aPeerSmsc();
    const receipts: (Pdu<'deliver_sm'> | undefined)[] = [];
    const onDeliver = async (pdu: Pdu<'deliver_sm'>) => {
      receipts.push(pdu);
      await Promise.resolve();
      if (receipts.length === 1) throw new Error('no database');
    };
    const client = aClient(port, {}, { onDeliver });
    await until(() => client.status.state === 'up');
    const deliver = () =>
      new Promise<number>((resolve) => {
        const short_message = 'id:7 sub:001 dlvrd:001 stat:DELIVRD err:000';
        sessions[0]?.deliver_sm({ esm_class: 4, short_message }, (pdu) => resolve(pdu.command_status));
      });
    expect([await deliver(), await deliver()]).toEqual([0x64, 0]);
    expect(receipts.map((pdu) => pdu && parseReceipt(pdu)?.messageId)).toEqual(['7', '7']);
  });
});
