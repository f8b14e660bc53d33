import { encodePdu } from './codec';
import type { Answer } from './outstanding';
import { statusCode } from './status';
import { aBoundSession } from './testing/a-session';
import { settle } from './testing/fake-clock';

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

describe('while leaving', () => {
  test('a deliver_sm is still acknowledged, and unbind is sent once', async () => {
    const { peer, session, ends } = aBoundSession();
    session.unbind();
    peer.send({ command: 'deliver_sm', sequence: 8 });
    await settle();
    expect(peer.of('deliver_sm_resp')).toMatchObject([{ sequence: 8, status: 0 }]);
    expect(peer.of('unbind')).toHaveLength(1);
    peer.send({ command: 'unbind_resp', sequence: peer.of('unbind')[0]?.sequence ?? 0 });
    expect(ends).toEqual([{ reason: 'unbound' }]);
  });
});
