import { SmppClient } from './client';
import { parseSmppUrl } from './client-options';
import { UnencodablePdu } from './malformed';
import { statusCode } from './status';
import { aBoundClient, aClient, answer, collect, message, written } from './testing/a-client';
import { FakeClock, settle } from './testing/fake-clock';
import { fakeNetwork } from './testing/fake-link';
import { parseSmppTime } from './time';

describe('a submission', () => {
  test('is accepted with the id of the SMSC, and its writing is told in that moment', async () => {
    const { client, clock, peer } = aBoundClient();
    const onWritten = jest.fn();
    const result = client.submit(message(), { onWritten });
    expect(onWritten).toHaveBeenCalledWith({ at: clock.now(), sequence: 2 });
    expect(peer().of('submit_sm')).toHaveLength(1);
    answer(peer());
    expect(await result).toEqual({ outcome: 'accepted', messageId: 'm2' });
  });

  test('is rejected with the status and its name', async () => {
    const { client, peer } = aBoundClient();
    const known = client.submit(message());
    answer(peer(), statusCode.ESME_RINVDSTADR);
    expect(await known).toEqual({ outcome: 'rejected', status: 0x0b, statusName: 'ESME_RINVDSTADR' });
    const own = client.submit(message());
    answer(peer(), 0x400);
    expect(await own).toMatchObject({ outcome: 'rejected', statusName: '0x00000400' });
  });

  test('that generic_nack answers is rejected', async () => {
    const { client, peer } = aBoundClient();
    const result = client.submit(message());
    peer().send({ command: 'generic_nack', sequence: 2, status: statusCode.ESME_RINVCMDLEN });
    expect(await result).toMatchObject({ outcome: 'rejected', statusName: 'ESME_RINVCMDLEN' });
  });

  test('that cannot be encoded is refused at once and never written', async () => {
    const { client, peer } = aBoundClient();
    await expect(client.submit(message('1'.repeat(30)))).rejects.toThrow(UnencodablePdu);
    expect(peer().of('submit_sm')).toHaveLength(0);
    expect(client.status.queued).toBe(0);
  });

  test('whose response is lost is unknown, and told when it comes late', async () => {
    const { client, clock, peer, late } = aBoundClient();
    const results = collect([client.submit(message(), { reference: 'attempt-1' })]);
    await clock.advance(10_000);
    expect(results).toEqual([{ outcome: 'unknown', reason: 'timeout' }]);
    answer(peer());
    answer(peer());
    expect(late).toEqual([['attempt-1', { outcome: 'accepted', messageId: 'm2' }]]);
  });

  test('waits for the window in order, urgent ones first', async () => {
    const { client, peer, peers } = aBoundClient({ window: 1 });
    const results = collect([
      client.submit(message('1')),
      client.submit(message('2')),
      client.submit(message('3'), { urgent: true }),
      client.submit(message('4'), { urgent: true }),
    ]);
    expect(client.status).toMatchObject({ windowInUse: 1, queued: 3, room: 0 });
    for (let turn = 0; turn < 4; turn += 1) answer(peer());
    await settle();
    expect(written(peers)).toEqual(['1', '3', '4', '2']);
    expect(results).toHaveLength(4);
    expect(client.status).toMatchObject({ windowInUse: 0, queued: 0, room: 1 });
  });

  test('beyond what may wait is given back unsent', async () => {
    const { client } = aBoundClient({ window: 1, queueAtMost: 1 });
    const results = collect([1, 2, 3].map(() => client.submit(message())));
    await settle();
    expect(results).toEqual([{ outcome: 'unsent', reason: 'queue-full' }]);
  });

  test('is written when the socket has drained, not before', () => {
    const { client, peer } = aBoundClient();
    peer().congested = true;
    void client.submit(message());
    expect(peer().of('submit_sm')).toHaveLength(0);
    peer().drain();
    expect(peer().of('submit_sm')).toHaveLength(1);
  });
});

describe('a deadline', () => {
  test('that has passed when it would be written expires it unwritten', async () => {
    const { client, clock, peer } = aBoundClient();
    const onWritten = jest.fn();
    const at = client.submit(message(), { deadline: clock.now(), onWritten });
    expect(await at).toEqual({ outcome: 'expired' });
    expect(onWritten).not.toHaveBeenCalled();
    expect(peer().of('submit_sm')).toHaveLength(0);
  });

  test('is kept while the connection is away', async () => {
    const { client, clock, peers } = aClient();
    const results = collect([client.submit(message(), { deadline: clock.now() + 5000 })]);
    await clock.advance(5000);
    expect(results).toEqual([{ outcome: 'expired' }]);
    expect(written(peers)).toEqual([]);
  });

  test('passed by a step of the wall clock expires it on writing', async () => {
    const { client, clock, peer } = aBoundClient({ window: 1 });
    void client.submit(message('1'));
    const results = collect([client.submit(message('2'), { deadline: clock.now() + 5000 })]);
    clock.step(6000);
    answer(peer());
    await settle();
    expect(results).toEqual([{ outcome: 'expired' }]);
    expect(written([peer()])).toEqual(['1']);
  });

  test('far away needs no timer', () => {
    const { client, clock, peer } = aBoundClient({ window: 1 });
    void client.submit(message('1'));
    const before = clock.pendingTimers;
    void client.submit(message('2'), { deadline: clock.now() + 40 * 86_400_000 });
    expect(clock.pendingTimers).toBe(before);
    answer(peer());
    expect(written([peer()])).toEqual(['1', '2']);
  });

  test('gives the SMSC what remains at the moment of writing', async () => {
    const { client, clock, peer } = aBoundClient({ window: 1 });
    void client.submit(message());
    void client.submit(message(), { deadline: clock.now() + 60_000, validity: 'relative' });
    void client.submit(message(), { deadline: clock.now() + 60_000, validity: 'absolute' });
    await clock.advance(4000);
    const now = clock.now();
    answer(peer());
    answer(peer());
    const periods = peer()
      .of('submit_sm')
      .map(({ fields }) => fields.validityPeriod);
    expect(periods).toEqual(['', '000000000056000R', expect.stringMatching(/^\d{15}\+$/)]);
    expect(parseSmppTime(periods[2] ?? '', now)).toBe(now + 56_000);
  });
});

describe('the pace', () => {
  test('is kept by segments', async () => {
    const { client, clock, peer } = aBoundClient({ pace: { segmentsPerSecond: 10 }, window: 100 });
    for (let each = 0; each < 5; each += 1) void client.submit({ ...message(), segments: 2 });
    expect(peer().of('submit_sm')).toHaveLength(1);
    await clock.advance(100);
    expect(peer().of('submit_sm')).toHaveLength(2);
    await clock.advance(600);
    expect(peer().of('submit_sm')).toHaveLength(5);
  });

  test.each([statusCode.ESME_RTHROTTLED, statusCode.ESME_RMSGQFUL])(
    'pauses, halves and recovers when the SMSC answers %i',
    async (status) => {
      const { client, clock, peer, states } = aBoundClient({ pace: { segmentsPerSecond: 100 } });
      const results = collect([client.submit(message())]);
      answer(peer(), status);
      await settle();
      expect(results).toEqual([{ outcome: 'throttled', status }]);
      expect(client.status).toMatchObject({ state: 'throttled', segmentsPerSecond: 50 });
      void client.submit(message());
      await clock.advance(999);
      expect(peer().of('submit_sm')).toHaveLength(1);
      await clock.advance(1);
      expect(peer().of('submit_sm')).toHaveLength(2);
      answer(peer());
      await clock.advance(11_000);
      expect(client.status).toMatchObject({ state: 'up', segmentsPerSecond: 100 });
      expect(states.map(({ state }) => state)).toEqual(['up', 'throttled', 'up']);
    },
  );
});

describe('cancel_sm and query_sm', () => {
  test('say what the SMSC says', async () => {
    const { client, peer } = aBoundClient();
    const cancelled = client.cancel({ messageId: 'a', sourceAddress: 'Kezek' });
    const refused = client.cancel({ messageId: 'b' });
    const found = client.query({ messageId: 'a' });
    const missing = client.query({ messageId: 'b' });
    peer().send({ command: 'cancel_sm_resp', sequence: 2 });
    peer().send({ command: 'cancel_sm_resp', sequence: 3, status: statusCode.ESME_RCANCELFAIL });
    peer().send({ command: 'query_sm_resp', sequence: 4, fields: { messageState: 2, errorCode: 5 } });
    peer().send({ command: 'query_sm_resp', sequence: 5, status: statusCode.ESME_RQUERYFAIL });
    expect(await cancelled).toEqual({ outcome: 'cancelled' });
    expect(await refused).toMatchObject({ outcome: 'rejected', statusName: 'ESME_RCANCELFAIL' });
    expect(await found).toEqual({ outcome: 'found', state: 'delivered', errorCode: 5 });
    expect(await missing).toMatchObject({ outcome: 'rejected', statusName: 'ESME_RQUERYFAIL' });
  });

  test('are unknown when nobody answers', async () => {
    const { client, clock } = aBoundClient();
    const results: unknown[] = [];
    void client.cancel({ messageId: 'a' }).then((result) => results.push(result));
    void client.query({ messageId: 'a' }).then((result) => results.push(result));
    await clock.advance(10_000);
    const lost = { outcome: 'unknown', reason: 'timeout' };
    expect(results).toEqual([lost, lost]);
  });
});

describe('without a handler', () => {
  test('a deliver_sm is put off, never lost', async () => {
    const clock = new FakeClock();
    const { open, peer } = fakeNetwork();
    new SmppClient({ host: 'h', port: 1, systemId: 'a', password: 'b', clock, open }).start();
    peer().accept();
    peer().send({ command: 'deliver_sm', sequence: 1 });
    await settle();
    expect(peer().of('deliver_sm_resp')).toMatchObject([{ status: statusCode.ESME_RX_T_APPN }]);
  });
});

describe('an account', () => {
  test.each([
    ['a password', { systemId: 'a', password: '9 letters' }],
    ['a name', { systemId: 'sixteen letters!', password: 'b' }],
  ])('with %s that SMPP cannot carry is refused before anything connects', (_name, identity) => {
    expect(() => new SmppClient({ host: 'h', port: 1, ...identity })).toThrow(UnencodablePdu);
  });
});

describe('an SMPP address', () => {
  test('names host, port and account', () => {
    expect(parseSmppUrl('smpp://ke%40zek:p%3Aw@localhost:2776')).toEqual({
      host: 'localhost',
      port: 2776,
      systemId: 'ke@zek',
      password: 'p:w',
    });
    expect(parseSmppUrl('smpps://a:b@[::1]')).toEqual({
      host: '::1',
      port: 3550,
      systemId: 'a',
      password: 'b',
      tls: {},
    });
    expect(parseSmppUrl('smpp://a:b@h').port).toBe(2775);
  });

  test.each(['', 'http://a:b@h', 'smpp://h:2775', 'smpp://a:b@'])(
    '"%s" is refused without a word of it',
    (text) => {
      expect(() => parseSmppUrl(text)).toThrow(
        'an SMPP address looks like smpp://systemId:password@host:port',
      );
    },
  );
});
