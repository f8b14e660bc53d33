import {
  type BindIdentity,
  type Carriage,
  type CommandName,
  type FieldsOf,
  type Receipt,
  SmppClient,
  type SubmitResult,
  formatAbsoluteTime,
  parseReceipt,
  planMessage,
  sameMessageId,
  statusCode,
  submitBodies,
} from '@kezek/smpp';
import { outcomeOf, outcomes } from './outcomes';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function aSimulator(given: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    systemId: 'kezek',
    password: 'secret',
    receiptDelay: 5,
    lateReceiptDelay: 50,
    ...given,
  });
  stops.push(() => simulator.close());
  return simulator;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

interface Sent {
  readonly to?: string;
  readonly carriage?: Carriage;
  readonly reference?: number;
  readonly fields?: Partial<FieldsOf<'submit_sm'>>;
  readonly userMessageReference?: number;
}

function anEsme(simulator: Simulator, mode: BindIdentity['mode'] = 'transceiver') {
  const events: (Receipt | CommandName)[] = [];
  const receipts: Receipt[] = [];
  const refuse = { next: false };
  const client = new SmppClient(
    {
      host: '127.0.0.1',
      port: simulator.smppPort,
      systemId: 'kezek',
      password: 'secret',
      mode: mode ?? 'transceiver',
      window: 200,
      pace: { segmentsPerSecond: 100_000, pause: 1 },
      random: () => 0,
      timers: { response: 300 },
    },
    {
      async onDeliver(pdu) {
        await Promise.resolve();
        const receipt = parseReceipt(pdu);
        if (receipt) events.push(receipt);
        if (refuse.next) {
          refuse.next = false;
          throw new Error('no database');
        }
        if (receipt) receipts.push(receipt);
      },
    },
  );
  client.start();
  stops.push(() => client.stop());
  const send = async (text: string, sent: Sent = {}): Promise<SubmitResult[]> => {
    const { to = '77011234567', carriage = 'udh', reference = 1, userMessageReference } = sent;
    const bodies = submitBodies(planMessage(text, { referenceNumber: reference }), carriage);
    const results = bodies.map(({ fields, tlvs }) => {
      const addressed = {
        ...fields,
        sourceTon: 5,
        sourceAddress: 'Kezek',
        destinationTon: 1,
        destinationAddress: to,
        registeredDelivery: 1,
        ...sent.fields,
      };
      const references = userMessageReference === undefined ? {} : { userMessageReference };
      return client.submit({ fields: addressed, tlvs: { ...tlvs, ...references } });
    });
    const settled = await Promise.all(results);
    events.push('submit_sm_resp');
    return settled;
  };
  return { client, send, receipts, events, refuse };
}

const numberFor = (name: string) =>
  `770112${outcomes.find((outcome) => outcome.name === name)?.digits ?? ''}`;
const messageIdOf = (result: SubmitResult | undefined) =>
  result?.outcome === 'accepted' ? result.messageId : `not accepted: ${String(result?.outcome)}`;

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

describe('a long message', () => {
  const text = 'Құрметті келуші! Сіздің кезегіңіз келді, 3-терезеге келіңіз. '.repeat(4);

  test.each<Carriage>(['udh', 'sar', 'payload'])('by %s is whole on the list', async (carriage) => {
    const simulator = await aSimulator();
    const { send } = anEsme(simulator);
    await send(text, { carriage });
    const { segments } = planMessage(text);
    expect(simulator.messages()).toMatchObject([{ text, encoding: 'ucs2', segments: segments.length }]);
  });

  test('is delivered when all its parts are, with a receipt for each', async () => {
    const simulator = await aSimulator();
    const { send, receipts } = anEsme(simulator);
    const results = await send(text);
    await until(() => receipts.length === results.length);
    expect(receipts.map(({ messageId }) => messageId).sort()).toEqual(results.map(messageIdOf).sort());
    expect(simulator.messages()).toMatchObject([{ state: 'delivered' }]);
  });

  test('of which a part is missing is counted, not listed', async () => {
    const simulator = await aSimulator();
    const { client } = anEsme(simulator);
    const [body] = submitBodies(planMessage(text));
    await client.submit({ fields: { ...body?.fields, destinationAddress: '7701' } });
    expect(simulator.health()).toMatchObject({ incomplete: 1, messages: 0 });
  });
});

describe('validity', () => {
  test('that has passed is refused', async () => {
    const { send } = anEsme(await aSimulator());
    const validityPeriod = formatAbsoluteTime(Date.UTC(2020, 0, 1));
    expect(await send('late', { fields: { validityPeriod } })).toMatchObject([
      { outcome: 'rejected', status: statusCode.ESME_RINVEXPIRY },
    ]);
  });

  test('is shown, and a message that can only be late expires', async () => {
    const simulator = await aSimulator({ lateReceiptDelay: 60_000 });
    const { send, receipts } = anEsme(simulator);
    const to = numberFor('late-receipt');
    await send('A-12', { to, fields: { validityPeriod: '000000000001000R' } });
    const [message] = simulator.messages(to);
    expect(Date.parse(message?.validUntil ?? '') - Date.parse(message?.receivedAt ?? '')).toBe(1000);
    await until(() => receipts.length === 1);
    expect(receipts[0]?.state).toBe('expired');
  });
});

describe('cancel_sm and query_sm', () => {
  test('find a message that is on its way, by its id or by its addresses', async () => {
    const simulator = await aSimulator({ receiptDelay: 60_000 });
    const { client, send } = anEsme(simulator);
    const messageId = messageIdOf((await send('first'))[0]);
    const source = { sourceAddress: 'Kezek' };
    expect(await client.query({ messageId, ...source })).toMatchObject({
      outcome: 'found',
      state: 'enroute',
    });
    expect(await client.cancel({ messageId, ...source })).toEqual({ outcome: 'cancelled' });
    expect(await client.query({ messageId, ...source })).toMatchObject({
      outcome: 'found',
      state: 'deleted',
    });
    expect(await client.cancel({ messageId, ...source })).toMatchObject({ statusName: 'ESME_RCANCELFAIL' });
    await send('second');
    const addresses = { ...source, destinationAddress: '77011234567' };
    expect(await client.cancel(addresses)).toEqual({ outcome: 'cancelled' });
    expect(await client.cancel(addresses)).toMatchObject({ outcome: 'rejected' });
    expect(simulator.messages().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  test('do not find what is not there or is another sender’s', async () => {
    const { client, send } = anEsme(await aSimulator({ receiptDelay: 60_000 }));
    const messageId = messageIdOf((await send('first'))[0]);
    const query = client.query({ messageId, sourceAddress: 'Other' });
    expect(await query).toMatchObject({ outcome: 'rejected', statusName: 'ESME_RQUERYFAIL' });
    expect(await client.query({ messageId: '1', sourceAddress: 'Kezek' })).toMatchObject({
      outcome: 'rejected',
    });
    expect(await client.cancel({ messageId: '1' })).toMatchObject({ outcome: 'rejected' });
  });
});

describe('receipts', () => {
  test('wait for a session that takes them', async () => {
    const simulator = await aSimulator();
    await anEsme(simulator, 'transmitter').send('A-12');
    await until(() => simulator.health().receipts.waiting === 1);
    const { receipts } = anEsme(simulator, 'receiver');
    await until(() => receipts.length === 1);
    await until(() => simulator.health().receipts.acknowledged === 1);
  });

  test('are repeated until they are acknowledged', async () => {
    const simulator = await aSimulator();
    const { send, receipts, events, refuse } = anEsme(simulator);
    refuse.next = true;
    await send('A-12');
    await until(() => receipts.length === 1);
    expect(events.filter((event) => event !== 'submit_sm_resp')).toHaveLength(2);
  });

  test('come only where they were asked for', async () => {
    const simulator = await aSimulator();
    const { send, receipts } = anEsme(simulator);
    await send('none', { fields: { registeredDelivery: 0 } });
    await send('failures only', { fields: { registeredDelivery: 2 } });
    await send('failed', { to: numberFor('expired'), fields: { registeredDelivery: 2 } });
    await until(
      () => receipts.length === 1 && !simulator.messages().some(({ state }) => state === 'enroute'),
    );
    expect(receipts).toMatchObject([{ state: 'expired' }]);
    expect(simulator.health().receipts.waiting).toBe(0);
  });
});

describe('the simulator', () => {
  test('lets in only its account', async () => {
    const simulator = await aSimulator();
    const refused = async (systemId: string, password: string) => {
      const client = new SmppClient({ host: '127.0.0.1', port: simulator.smppPort, systemId, password });
      client.start();
      stops.push(() => client.stop());
      return client.submit({ fields: {} });
    };
    const unsent = { outcome: 'unsent', reason: 'bind-refused' };
    expect(await refused('kezek', 'wrong')).toEqual(unsent);
    expect(await refused('other', 'secret')).toEqual(unsent);
  });

  test('keeps the newest messages and finds them by number in any notation', async () => {
    const simulator = await aSimulator({ capacity: 3 });
    const { send } = anEsme(simulator);
    for (const each of [1, 2, 3, 4])
      await send(String(each), { to: each === 2 ? '77010000002' : '77010000001' });
    expect(simulator.messages().map(({ text }) => text)).toEqual(['4', '3', '2']);
    expect(simulator.messages('+7 701 000-00-01').map(({ text }) => text)).toEqual(['4', '3']);
    simulator.clear();
    expect([simulator.messages(), simulator.messages('77010000002')]).toEqual([[], []]);
  });

  test('takes thousands of messages and gives as many receipts', async () => {
    const simulator = await aSimulator();
    const { send, receipts } = anEsme(simulator);
    const lanes = Array.from({ length: 100 }, async (_, lane) => {
      for (let each = 0; each < 20; each += 1) await send(`${String(lane)}-${String(each)}`);
    });
    await Promise.all(lanes);
    await until(() => receipts.length === 2000);
    expect(simulator.health()).toMatchObject({ messages: 2000, accepted: 2000, sessions: 1 });
    expect(new Set(simulator.messages().map(({ id }) => id)).size).toBe(2000);
  });

  test('says which port is taken, and leaves none behind', async () => {
    const simulator = await aSimulator();
    const pagePort = simulator.pagePort;
    const options = { systemId: 'a', password: 'b', pagePort };
    await expect(startSimulator(options)).rejects.toMatchObject({ code: 'EADDRINUSE', port: pagePort });
  });
});
