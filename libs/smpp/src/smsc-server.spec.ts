import { once } from 'node:events';
import { connect } from 'node:net';
import { SmppClient } from './client';
import type { ClientOptions } from './client-options';
import type { SessionEnd } from './session-options';
import { startSmscServer } from './smsc-server';
import { type SmscHandlers, SmscSession } from './smsc-session';
import { statusCode } from './status';
import { FakeClock, settle } from './testing/fake-clock';
import { fakeNetwork } from './testing/fake-link';
import { selfSigned } from './testing/self-signed';
import { until } from './testing/until';

function handlersOf(given: Partial<SmscHandlers> = {}): SmscHandlers {
  return {
    authenticate: () => 0,
    bound: () => undefined,
    closed: () => undefined,
    request: (session, { sequence }) => {
      session.respond({ command: 'submit_sm_resp', sequence, fields: { messageId: 'm' } });
    },
    ...given,
  };
}

function anEsme(given: Partial<SmscHandlers> = {}) {
  const clock = new FakeClock();
  const { open, peer } = fakeNetwork();
  const closed = jest.fn();
  const session = new SmscSession(open, handlersOf({ closed, ...given }), clock);
  return { clock, session, esme: peer(), closed };
}

describe('the session of an SMSC', () => {
  test('binds in every mode once, and a receiver may not submit', () => {
    const { esme, session } = anEsme();
    esme.send({ command: 'bind_receiver', sequence: 1, fields: { systemId: 'a' } });
    esme.send({ command: 'bind_receiver', sequence: 2, fields: { systemId: 'a' } });
    esme.send({ command: 'submit_sm', sequence: 3 });
    expect(esme.received).toMatchObject([
      { command: 'bind_receiver_resp', status: 0 },
      { command: 'bind_receiver_resp', status: statusCode.ESME_RALYBND },
      { command: 'submit_sm_resp', status: statusCode.ESME_RINVBNDSTS },
    ]);
    expect([session.receives, session.systemId]).toEqual([true, 'a']);
  });

  test('gives nothing to a transmitter', () => {
    const { esme, session } = anEsme();
    esme.send({ command: 'bind_transmitter', sequence: 1, fields: { systemId: 'a' } });
    esme.send({ command: 'submit_sm', sequence: 2 });
    expect(session.receives).toBe(false);
    expect(esme.of('submit_sm_resp')).toMatchObject([{ fields: { messageId: 'm' } }]);
  });

  test('refuses a bind and requests before it, and drops who never binds', async () => {
    const { esme, clock, session, closed } = anEsme({ authenticate: () => statusCode.ESME_RINVPASWD });
    esme.send({ command: 'bind_transceiver', sequence: 1 });
    esme.send({ command: 'query_sm', sequence: 2 });
    expect(esme.received).toMatchObject([
      { command: 'bind_transceiver_resp', status: statusCode.ESME_RINVPASWD },
      { command: 'query_sm_resp', status: statusCode.ESME_RINVBNDSTS },
    ]);
    await clock.advance(10_000);
    expect([esme.destroyed, session.systemId, closed.mock.calls.length]).toEqual([true, undefined, 0]);
  });

  test('answers enquire_link, unbind and what it does not know', () => {
    const { esme, closed } = anEsme();
    esme.send({ command: 'bind_transceiver', sequence: 1 });
    esme.send({ command: 'enquire_link', sequence: 2 });
    esme.send({ command: 'deliver_sm', sequence: 3 });
    esme.raw(Buffer.from('00000010000000210000000000000004', 'hex'));
    esme.raw(Buffer.from('00000010800000210000000000000004', 'hex'));
    esme.send({ command: 'unbind', sequence: 5 });
    expect(esme.received.slice(1).map(({ command, sequence }) => [command, sequence])).toEqual([
      ['enquire_link_resp', 2],
      ['generic_nack', 3],
      ['generic_nack', 4],
      ['unbind_resp', 5],
    ]);
    expect(esme.ended).toBe(true);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  test('tells the status of a deliver_sm, or that nobody answered', async () => {
    const { esme, session, clock } = anEsme();
    esme.send({ command: 'bind_transceiver', sequence: 1 });
    const statuses: (number | undefined)[] = [];
    for (let each = 0; each < 3; each += 1) void session.deliver({}).then((status) => statuses.push(status));
    esme.send({ command: 'deliver_sm_resp', sequence: 1, status: 0x64 });
    await clock.advance(10_000);
    expect(statuses).toEqual([0x64, undefined, undefined]);
    void session.deliver({}).then((status) => statuses.push(status));
    esme.close();
    await settle();
    expect(statuses).toHaveLength(4);
    expect(session.delivering).toBe(0);
  });
});

describe('over TLS', () => {
  const { key, certificate } = selfSigned('smsc.example');

  async function aTlsBind(tls: ClientOptions['tls']): Promise<SessionEnd | 'bound'> {
    const server = await startSmscServer({
      host: '127.0.0.1',
      port: 0,
      handlers: handlersOf(),
      tls: { certificate, key },
    });
    let first: SessionEnd | 'bound' | undefined;
    await new Promise<void>((resolve) => {
      const client = new SmppClient(
        { host: '127.0.0.1', port: server.port, systemId: 'a', password: 'b', ...(tls && { tls }) },
        {
          onState: (_state, end) => {
            first ??= end ?? 'bound';
            void client.stop().then(resolve);
          },
        },
      );
      client.start();
    });
    await server.close();
    return first ?? 'bound';
  }

  test('a certificate of a known authority for the right name is taken', async () => {
    expect(await aTlsBind({ ca: certificate, serverName: 'smsc.example' })).toBe('bound');
  });

  test.each([
    ['an unknown authority', { serverName: 'smsc.example' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['another name', { ca: certificate, serverName: 'other.example' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['no name but the address', { ca: certificate }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate of %s is refused', async (_name, tls, code) => {
    expect(await aTlsBind(tls)).toMatchObject({ reason: 'connection-closed', error: { code } });
  });
});

describe('a listener', () => {
  test('rejects when its port is taken', async () => {
    const first = await startSmscServer({ host: '127.0.0.1', port: 0, handlers: handlersOf() });
    await expect(
      startSmscServer({ host: '127.0.0.1', port: first.port, handlers: handlersOf() }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
  });

  test('that closes unbinds its sessions and cuts off those that stay', async () => {
    const server = await startSmscServer({ host: '127.0.0.1', port: 0, handlers: handlersOf() });
    const ends: unknown[] = [];
    const client = new SmppClient(
      { host: '127.0.0.1', port: server.port, systemId: 'a', password: 'b' },
      { onState: (_state, end) => ends.push(end?.reason) },
    );
    client.start();
    await until(() => client.status.state === 'up');
    const stubborn = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(stubborn, 'connect');
    await server.close();
    await client.stop();
    stubborn.destroy();
    expect(ends.slice(0, 2)).toEqual([undefined, 'unbound-by-peer']);
  });

  test('survives a client that breaks off in the middle of a PDU', async () => {
    const closed = jest.fn();
    const server = await startSmscServer({ host: '127.0.0.1', port: 0, handlers: handlersOf({ closed }) });
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(Buffer.from([0, 0, 0, 0x30, 0, 0]));
    socket.resetAndDestroy();
    const client = new SmppClient({ host: '127.0.0.1', port: server.port, systemId: 'a', password: 'b' });
    client.start();
    expect(await client.submit({ fields: {} })).toEqual({ outcome: 'accepted', messageId: 'm' });
    await client.stop();
    await server.close();
    expect(closed).toHaveBeenCalledTimes(1);
  });
});
