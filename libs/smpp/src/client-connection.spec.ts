import { statusCode } from './status';
import { aBoundClient, aClient, answer, collect, message, written } from './testing/a-client';
import { settle } from './testing/fake-clock';

describe('a lost connection', () => {
  test('makes what was written unknown and is opened again; nothing is written twice', async () => {
    const { client, clock, peer, peers } = aBoundClient({ window: 2 });
    const results = collect(['1', '2', '3', '4'].map((to) => client.submit(message(to))));
    peer().close();
    await settle();
    const lost = { outcome: 'unknown', reason: 'connection-closed' };
    expect(results).toEqual([lost, lost]);
    expect(client.status).toMatchObject({ state: 'down', room: 0, queued: 2 });
    await clock.advance(1500);
    expect(peers).toHaveLength(2);
    peer().accept();
    answer(peer());
    await settle();
    expect(written(peers)).toEqual(['1', '2', '3', '4']);
    expect(results.slice(2)).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
  });

  test('is tried again more and more seldom, and soon again after ten good seconds', async () => {
    const { clock, peer, peers } = aClient();
    const gaps: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const from = clock.ticks();
      peer().close();
      for (const count = peers.length; peers.length === count;) await clock.advance(100);
      gaps.push(clock.ticks() - from);
    }
    expect(gaps).toEqual([1500, 2500, 4500, 8500, 15_500, 15_500, 15_500]);
    peer().accept();
    await clock.advance(10_000);
    peer().close();
    const before = peers.length;
    await clock.advance(1500);
    expect(peers).toHaveLength(before + 1);
  });

  test('right after the bind still counts as a failure', async () => {
    const { clock, peer, peers } = aClient();
    for (const wait of [1500, 2500, 4500]) {
      peer().accept();
      peer().close();
      const before = peers.length;
      await clock.advance(wait - 1);
      expect(peers).toHaveLength(before);
      await clock.advance(1);
      expect(peers).toHaveLength(before + 1);
    }
  });

  test('forgets the late ones of the old session', async () => {
    const { client, clock, peer, late } = aBoundClient();
    void client.submit(message(), { reference: 'old' });
    await clock.advance(10_000);
    peer().close();
    await clock.advance(1500);
    peer().accept();
    peer().send({ command: 'submit_sm_resp', sequence: 2, fields: { messageId: 'x' } });
    expect(late).toEqual([]);
  });
});

describe('a wrong password', () => {
  test.each([statusCode.ESME_RINVPASWD, statusCode.ESME_RINVSYSID, statusCode.ESME_RINVSYSTYP])(
    'or name (%i) stops the client and is reported once',
    async (status) => {
      const { client, clock, peer, peers, states } = aClient();
      const results = collect([client.submit(message())]);
      peer().accept(status);
      await clock.advance(600_000);
      expect(peers).toHaveLength(1);
      expect(states).toEqual([{ state: 'down', end: { reason: 'bind-refused', status } }]);
      expect(results).toEqual([{ outcome: 'unsent', reason: 'bind-refused' }]);
      expect(await client.submit(message())).toEqual({ outcome: 'unsent', reason: 'bind-refused' });
    },
  );

  test('is tried again when someone starts it again', () => {
    const { client, peer, peers } = aClient();
    peer().accept(statusCode.ESME_RINVPASWD);
    client.start();
    client.start();
    expect(peers).toHaveLength(2);
    peer().accept();
    expect(client.status.state).toBe('up');
  });

  test('is not what another refusal of the bind is: that is tried again', async () => {
    const { clock, peer, peers } = aClient();
    peer().accept(statusCode.ESME_RBINDFAIL);
    await clock.advance(1500);
    expect(peers).toHaveLength(2);
  });
});

describe('stopping', () => {
  test('gives back what is not written, waits for what is, and unbinds', async () => {
    const { client, clock, peer } = aBoundClient({ window: 1 });
    const results = collect([client.submit(message('1')), client.submit(message('2'))]);
    let stopped = false;
    void client.stop().then(() => (stopped = true));
    await settle();
    expect(results).toEqual([{ outcome: 'unsent', reason: 'stopped' }]);
    answer(peer());
    await settle();
    expect([results.length, stopped]).toEqual([2, false]);
    peer().send({ command: 'unbind_resp', sequence: peer().of('unbind')[0]?.sequence ?? 0 });
    peer().close();
    await settle();
    expect([stopped, clock.pendingTimers]).toEqual([true, 0]);
    expect(await client.submit(message())).toEqual({ outcome: 'unsent', reason: 'stopped' });
  });

  test('between two connections opens no other', async () => {
    const { client, clock, peer, peers } = aBoundClient();
    peer().close();
    await client.stop();
    await clock.advance(60_000);
    expect(peers).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });
});
