import { sameMessageId } from '@kezek/smpp';
import { outcomeOf, outcomes } from './outcomes';
import { aSimulator, anEsme, messageIdOf, numberFor, stopAll, until } from './testing/an-esme';

afterEach(stopAll);

describe('the outcome', () => {
  test('hangs on the last five digits; any other number is delivered', () => {
    expect(outcomeOf('+77011299901')).toBe('expired');
    expect(outcomeOf('77011239901')).toBe('delivered');
    expect(new Set(outcomes.map(({ digits }) => digits)).size).toBe(outcomes.length);
  });

  test.each([
    ['delivered', '77011234567', 'delivered'],
    ['expired', numberFor('expired'), 'expired'],
    ['undeliverable', numberFor('undeliverable'), 'undeliverable'],
    ['late-receipt', numberFor('late-receipt'), 'delivered'],
  ])('%s ends in a receipt with the id of the response', async (_name, to, state) => {
    const simulator = await aSimulator();
    const { send, receipts } = anEsme(simulator);
    const [result] = await send('A-12', { to });
    await until(() => receipts.length === 1);
    expect(receipts[0]).toMatchObject({ messageId: messageIdOf(result), state });
    expect(simulator.messages(to)).toMatchObject([{ to: `+${to}`, state, text: 'A-12', from: 'Kezek' }]);
  });

  test('rejected is said in the response', async () => {
    const simulator = await aSimulator();
    const to = numberFor('rejected');
    expect(await anEsme(simulator).send('A-12', { to })).toMatchObject([
      { outcome: 'rejected', statusName: 'ESME_RINVDSTADR' },
    ]);
    expect(simulator.messages(to)).toMatchObject([{ state: 'rejected' }]);
  });

  test('throttled is so twice for a message, then it is accepted', async () => {
    const simulator = await aSimulator();
    const { send } = anEsme(simulator);
    const to = numberFor('throttled');
    const tries = [await send('A-12', { to }), await send('A-12', { to }), await send('A-12', { to })];
    expect(tries.flat().map(({ outcome }) => outcome)).toEqual(['throttled', 'throttled', 'accepted']);
    expect(simulator.messages(to)).toHaveLength(1);
  });

  test('silent gives neither response nor receipt, yet the message is there', async () => {
    const simulator = await aSimulator();
    const { send } = anEsme(simulator);
    const to = numberFor('silent');
    expect(await send('A-12', { to })).toEqual([{ outcome: 'unknown', reason: 'timeout' }]);
    expect(simulator.messages(to)).toMatchObject([{ state: 'delivered' }]);
    expect(simulator.health().receipts).toEqual({ waiting: 0, acknowledged: 0 });
  });

  test('response-lost gives the receipt, by which the message can be found', async () => {
    const simulator = await aSimulator();
    const { send, receipts } = anEsme(simulator);
    const to = numberFor('response-lost');
    expect(await send('A-12', { to, userMessageReference: 4711 })).toMatchObject([{ outcome: 'unknown' }]);
    await until(() => receipts.length === 1);
    expect(receipts[0]).toMatchObject({ userMessageReference: 4711, state: 'delivered' });
  });

  test('no-receipt is accepted and stays without', async () => {
    const simulator = await aSimulator();
    const to = numberFor('no-receipt');
    expect(await anEsme(simulator).send('A-12', { to })).toMatchObject([{ outcome: 'accepted' }]);
    await until(() => simulator.messages(to)[0]?.state === 'delivered');
    expect(simulator.health().receipts).toEqual({ waiting: 0, acknowledged: 0 });
  });

  test('duplicate-receipt comes twice', async () => {
    const { send, receipts } = anEsme(await aSimulator());
    await send('A-12', { to: numberFor('duplicate-receipt') });
    await until(() => receipts.length === 2);
    expect(receipts[0]).toEqual(receipts[1]);
  });

  test('receipt-before-response comes before the response', async () => {
    const { send, events } = anEsme(await aSimulator());
    await send('A-12', { to: numberFor('receipt-before-response') });
    expect(events).toMatchObject([{ state: 'delivered' }, 'submit_sm_resp']);
  });

  test.each(['hex-ids', 'zero-padded-ids'])('%s names the message otherwise in the receipt', async (name) => {
    const { send, receipts } = anEsme(await aSimulator());
    const [result] = await send('A-12', { to: numberFor(name) });
    await until(() => receipts.length === 1);
    const [receipt] = receipts;
    expect(receipt?.messageId).not.toBe(messageIdOf(result));
    expect(sameMessageId(receipt?.messageId ?? '', messageIdOf(result))).toBe(true);
  });

  test('disconnect breaks off within the response; the receipt comes over the next session', async () => {
    const simulator = await aSimulator();
    const { send, receipts } = anEsme(simulator);
    const to = numberFor('disconnect');
    expect(await send('A-12', { to })).toEqual([{ outcome: 'unknown', reason: 'connection-closed' }]);
    await until(() => receipts.length === 1);
    expect(simulator.messages(to)).toHaveLength(1);
    expect(await send('A-12', { to })).toMatchObject([{ outcome: 'accepted' }]);
  });
});
