import { type Pdu, encodePdu } from './codec';
import type { Answer } from './outstanding';
import { EsmeSession } from './session';
import { type SessionEnd, type SessionOptions, type SessionTimers, defaultTimers } from './session-options';
import { statusCode } from './status';
import { FakeClock, settle } from './testing/fake-clock';
import { fakeNetwork } from './testing/fake-link';

function aSession(given: Omit<Partial<SessionOptions>, 'timers'> & { timers?: Partial<SessionTimers> } = {}) {
  const clock = new FakeClock();
  const { open, peer } = fakeNetwork();
  const ends: SessionEnd[] = [];
  const late: Pdu[] = [];
  const delivered: Pdu<'deliver_sm'>[] = [];
  const handler = { handle: (_pdu: Pdu<'deliver_sm'>): Promise<void> => Promise.resolve() };
  const session = new EsmeSession(
    {
      identity: { systemId: 'kezek', password: 'secret' },
      window: 3,
      inboundAtMost: 2,
      ...given,
      timers: { ...defaultTimers, ...given.timers },
    },
    {
      clock,
      open,
      bound: () => undefined,
      room: () => undefined,
      late: (response) => late.push(response),
      deliver: (pdu) => {
        delivered.push(pdu);
        return handler.handle(pdu);
      },
      closed: (end) => ends.push(end),
    },
  );
  const write = (answers: Answer[] = []) =>
    session.write({
      response: 'submit_sm_resp',
      bytes: encodePdu({ command: 'submit_sm', sequence: 0 }),
      settle: (answer) => answers.push(answer),
    });
  return { clock, session, peer: peer(), ends, late, delivered, handler, write };
}

function aBoundSession(given: Parameters<typeof aSession>[0] = {}) {
  const all = aSession(given);
  all.peer.accept();
  return all;
}

describe('binding', () => {
  test('names the account and the version of the interface', () => {
    const { peer, session } = aBoundSession();
    expect(peer.of('bind_transceiver')[0]?.fields).toMatchObject({
      systemId: 'kezek',
      password: 'secret',
      interfaceVersion: 0x34,
    });
    expect(session.state).toBe('bound');
  });

  test.each(['transmitter', 'receiver'] as const)('as %s uses its own command', (mode) => {
    const { peer, session } = aBoundSession({
      identity: { mode, systemId: 'a', password: 'b', systemType: 'c' },
    });
    expect(peer.of(`bind_${mode}`)).toHaveLength(1);
    expect(session.state).toBe('bound');
  });

  test('that is refused ends the session with the status', () => {
    const { peer, ends } = aSession();
    peer.accept(statusCode.ESME_RINVPASWD);
    expect(ends).toEqual([{ reason: 'bind-refused', status: statusCode.ESME_RINVPASWD }]);
  });

  test('is given up after its time, connected or not', async () => {
    const unconnected = aSession();
    await unconnected.clock.advance(10_000);
    expect(unconnected.ends).toEqual([{ reason: 'bind-timeout' }]);
    const silent = aSession();
    silent.peer.open();
    await silent.clock.advance(10_000);
    expect(silent.ends).toEqual([{ reason: 'bind-timeout' }]);
    expect(silent.peer.ended).toBe(true);
  });

  test('answered by another response is no bind', () => {
    const { peer, ends } = aSession();
    peer.open();
    peer.send({ command: 'submit_sm_resp', sequence: 1 });
    expect(ends).toEqual([{ reason: 'bind-timeout' }]);
  });

  test('lets nothing be written or delivered before it succeeded', () => {
    const { peer, session, delivered } = aSession();
    peer.open();
    peer.send({ command: 'deliver_sm', sequence: 5 });
    expect(session.writable).toBe(false);
    expect(delivered).toHaveLength(0);
    expect(peer.of('deliver_sm_resp')[0]?.status).toBe(statusCode.ESME_RINVBNDSTS);
  });

  test('fails with the error of the connection', () => {
    const { peer, ends } = aSession();
    const error = new Error('refused');
    peer.close(error);
    expect(ends).toEqual([{ reason: 'connection-closed', error }]);
  });
});

describe('the window', () => {
  test('is full when so many requests wait, and has room with every response', () => {
    const { peer, session, write } = aBoundSession();
    write();
    write();
    const third = write();
    expect([session.writable, session.windowInUse]).toEqual([false, 3]);
    peer.send({ command: 'submit_sm_resp', sequence: third });
    expect([session.writable, session.windowInUse]).toEqual([true, 2]);
  });

  test('counts neither enquire_link nor unbind', async () => {
    const { clock, peer, session } = aBoundSession({ window: 1 });
    await clock.advance(30_000);
    expect(peer.of('enquire_link')).toHaveLength(1);
    expect(session.windowInUse).toBe(0);
  });

  test('has no room while earlier bytes wait in the socket', () => {
    const { peer, session } = aBoundSession();
    peer.congested = true;
    expect(session.writable).toBe(false);
    peer.drain();
    expect(session.writable).toBe(true);
  });
});

describe('a request', () => {
  test('gets its own response, in any order', () => {
    const { peer, write } = aBoundSession();
    const answers: Answer[] = [];
    const first = write(answers);
    const second = write(answers);
    peer.send({ command: 'submit_sm_resp', sequence: second, fields: { messageId: 'b' } });
    peer.send({ command: 'submit_sm_resp', sequence: first, fields: { messageId: 'a' } });
    expect(answers).toMatchObject([
      { kind: 'response', response: { fields: { messageId: 'b' } } },
      { kind: 'response', response: { fields: { messageId: 'a' } } },
    ]);
  });

  test('without a response is unknown after ten seconds, and its response is then late', async () => {
    const { clock, peer, write, late } = aBoundSession();
    const answers: Answer[] = [];
    const sequence = write(answers);
    await clock.advance(9999);
    expect(answers).toEqual([]);
    await clock.advance(1);
    expect(answers).toEqual([{ kind: 'unknown', reason: 'timeout' }]);
    peer.send({ command: 'submit_sm_resp', sequence, fields: { messageId: 'x' } });
    expect(late).toMatchObject([{ fields: { messageId: 'x' } }]);
    expect(answers).toHaveLength(1);
  });

  test('answered by another command is unknown', () => {
    const { peer, write } = aBoundSession();
    const answers: Answer[] = [];
    peer.send({ command: 'cancel_sm_resp', sequence: write(answers) });
    expect(answers).toEqual([{ kind: 'unknown', reason: 'wrong-response' }]);
  });

  test('may be answered by generic_nack', () => {
    const { peer, write } = aBoundSession();
    const answers: Answer[] = [];
    peer.send({ command: 'generic_nack', sequence: write(answers), status: 3 });
    expect(answers).toMatchObject([{ kind: 'response', response: { command: 'generic_nack', status: 3 } }]);
  });

  test('is unknown when the connection closes, all of them, once', async () => {
    const { clock, peer, write, ends } = aBoundSession();
    const answers: Answer[] = [];
    write(answers);
    write(answers);
    peer.close();
    await clock.advance(60_000);
    const lost = { kind: 'unknown', reason: 'connection-closed' };
    expect(answers).toEqual([lost, lost]);
    expect(ends).toEqual([{ reason: 'connection-closed' }]);
  });
});

describe('the link', () => {
  test('is asked after 30 seconds of silence, and lives by any sign', async () => {
    const { clock, peer, ends } = aBoundSession();
    await clock.advance(20_000);
    peer.send({ command: 'enquire_link', sequence: 1 });
    expect(peer.of('enquire_link_resp')).toHaveLength(1);
    await clock.advance(20_000);
    expect(peer.of('enquire_link')).toHaveLength(0);
    await clock.advance(10_000);
    const [asked] = peer.of('enquire_link');
    peer.send({ command: 'enquire_link_resp', sequence: asked?.sequence ?? 0 });
    await clock.advance(15_000);
    expect(ends).toEqual([]);
  });

  test('that does not answer is closed ten seconds later', async () => {
    const { clock, ends } = aBoundSession();
    await clock.advance(40_000);
    expect(ends).toEqual([{ reason: 'link-timeout' }]);
  });

  test('is asked at once after a lost response', async () => {
    const { clock, peer, write, ends } = aBoundSession();
    write();
    write();
    await clock.advance(10_000);
    expect(peer.of('enquire_link')).toHaveLength(1);
    await clock.advance(10_000);
    expect(ends).toEqual([{ reason: 'link-timeout' }]);
  });

  test('without messages is left after the time of inactivity, if there is one', async () => {
    const { clock, peer, ends, write } = aBoundSession({ timers: { inactivity: 25_000 } });
    await clock.advance(20_000);
    peer.send({ command: 'submit_sm_resp', sequence: write() });
    await clock.advance(20_000);
    expect(peer.of('unbind')).toHaveLength(0);
    await clock.advance(5000);
    const [unbind] = peer.of('unbind');
    peer.send({ command: 'unbind_resp', sequence: unbind?.sequence ?? 0 });
    expect(ends).toEqual([{ reason: 'inactive' }]);
  });
});

describe('a deliver_sm', () => {
  test('is acknowledged only after its handler is done', async () => {
    const { peer, handler } = aBoundSession();
    const work = Promise.withResolvers<undefined>();
    handler.handle = () => work.promise;
    peer.send({ command: 'deliver_sm', sequence: 8 });
    await settle();
    expect(peer.of('deliver_sm_resp')).toHaveLength(0);
    work.resolve(undefined);
    await settle();
    expect(peer.of('deliver_sm_resp')).toMatchObject([{ sequence: 8, status: 0 }]);
  });

  test('whose handler fails is put off, so that the SMSC repeats it', async () => {
    const { peer, handler } = aBoundSession();
    handler.handle = () => Promise.reject(new Error('no database'));
    peer.send({ command: 'deliver_sm', sequence: 8 });
    await settle();
    expect(peer.of('deliver_sm_resp')).toMatchObject([{ status: statusCode.ESME_RX_T_APPN }]);
  });

  test('whose handler hangs is put off after its time, once', async () => {
    const { clock, peer, handler } = aBoundSession();
    const work = Promise.withResolvers<undefined>();
    handler.handle = () => work.promise;
    peer.send({ command: 'deliver_sm', sequence: 8 });
    await clock.advance(30_000);
    work.resolve(undefined);
    await settle();
    expect(peer.of('deliver_sm_resp')).toMatchObject([{ status: statusCode.ESME_RX_T_APPN }]);
  });

  test('beyond what is handled at once is put off unhandled', () => {
    const { peer, handler, delivered } = aBoundSession();
    handler.handle = () => new Promise(() => undefined);
    for (const sequence of [1, 2, 3]) peer.send({ command: 'deliver_sm', sequence });
    expect(delivered).toHaveLength(2);
    expect(peer.of('deliver_sm_resp')).toMatchObject([{ sequence: 3, status: statusCode.ESME_RX_T_APPN }]);
  });
});

describe('other requests of the SMSC', () => {
  test('that are unknown or not for us get generic_nack', () => {
    const { peer, ends } = aBoundSession();
    const unknown = encodePdu({ command: 'enquire_link', sequence: 3 });
    unknown.writeUInt32BE(0x103, 4);
    peer.raw(unknown);
    peer.send({ command: 'submit_sm', sequence: 4 });
    expect(peer.of('generic_nack')).toMatchObject([
      { sequence: 3, status: statusCode.ESME_RINVCMDID },
      { sequence: 4, status: statusCode.ESME_RINVCMDID },
    ]);
    expect(ends).toEqual([]);
  });

  test('that are unknown responses, alerts or answers to nothing are let pass', () => {
    const { peer, ends } = aBoundSession();
    const unknown = encodePdu({ command: 'enquire_link', sequence: 3 });
    unknown.writeUInt32BE(0x80000103, 4);
    peer.raw(unknown);
    peer.send({ command: 'alert_notification', sequence: 4 });
    peer.send({ command: 'generic_nack', sequence: 0 });
    expect(peer.received).toHaveLength(1);
    expect(ends).toEqual([]);
  });

  test('a PDU out of shape is answered, closes this session and settles what was open', () => {
    const { peer, ends, write } = aBoundSession();
    const answers: Answer[] = [];
    write(answers);
    peer.raw(Buffer.from([0, 0, 0, 3, 0, 0, 0, 0]));
    expect(peer.of('generic_nack')).toMatchObject([{ status: statusCode.ESME_RINVCMDLEN, sequence: 0 }]);
    expect(ends).toMatchObject([{ reason: 'malformed-pdu', error: { reason: 'length-too-short' } }]);
    expect(answers).toEqual([{ kind: 'unknown', reason: 'connection-closed' }]);
    expect(peer.ended).toBe(true);
  });

  test('a PDU with a broken body is answered by its number', () => {
    const { peer } = aBoundSession();
    const cut = Buffer.from('0000001200000005000000000000002a0041', 'hex');
    peer.raw(cut);
    expect(peer.of('generic_nack')).toMatchObject([{ sequence: 42, status: statusCode.ESME_RSYSERR }]);
  });

  test('an unbind is answered and ends the session', () => {
    const { peer, ends } = aBoundSession();
    peer.send({ command: 'unbind', sequence: 6 });
    expect(peer.of('unbind_resp')).toMatchObject([{ sequence: 6 }]);
    expect(ends).toEqual([{ reason: 'unbound-by-peer' }]);
  });

  test('a peer that does not read our answers is read no more until it does', () => {
    const { peer } = aBoundSession();
    peer.congested = true;
    peer.send({ command: 'enquire_link', sequence: 1 });
    expect(peer.paused).toBe(true);
    peer.drain();
    expect(peer.paused).toBe(false);
  });
});

describe('leaving', () => {
  test('waits for what is open, then unbinds', () => {
    const { peer, session, write, ends } = aBoundSession();
    const sequence = write();
    session.unbind();
    session.unbind();
    expect([session.writable, peer.of('unbind').length]).toEqual([false, 0]);
    peer.send({ command: 'submit_sm_resp', sequence });
    const [unbind] = peer.of('unbind');
    peer.send({ command: 'unbind_resp', sequence: unbind?.sequence ?? 0 });
    expect(ends).toEqual([{ reason: 'unbound' }]);
  });

  test('waits for handlers too', async () => {
    const { peer, session, handler } = aBoundSession();
    const work = Promise.withResolvers<undefined>();
    handler.handle = () => work.promise;
    peer.send({ command: 'deliver_sm', sequence: 8 });
    session.unbind();
    expect(peer.of('unbind')).toHaveLength(0);
    work.resolve(undefined);
    await settle();
    expect(peer.received.map(({ command }) => command).slice(1)).toEqual(['deliver_sm_resp', 'unbind']);
  });

  test('does not wait for a dead peer for ever, and leaves no timer', async () => {
    const { clock, peer, session, write, ends } = aBoundSession();
    write();
    session.unbind();
    await clock.advance(20_000);
    expect(ends).toHaveLength(1);
    await clock.advance(2000);
    expect(peer.destroyed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  test('before being bound is at once', () => {
    const { session, ends } = aSession();
    session.unbind();
    expect(ends).toEqual([{ reason: 'unbound' }]);
    expect(session.state).toBe('closed');
  });
});
