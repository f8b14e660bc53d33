import type { Answer } from './outstanding';
import { statusCode } from './status';
import { aBoundSession, aSession } from './testing/a-session';
import { settle } from './testing/fake-clock';

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
