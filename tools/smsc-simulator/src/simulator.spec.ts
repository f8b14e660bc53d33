import { connect } from 'node:net';
import {
  type Carriage,
  PduDecoder,
  encodePdu,
  SmppClient,
  formatAbsoluteTime,
  planMessage,
  statusCode,
  submitBodies,
} from '@kezek/smpp';
import { startSimulator } from './simulator';
import { aSimulator, anEsme, messageIdOf, numberFor, stopAll, stops, until } from './testing/an-esme';

afterEach(stopAll);

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

  test('refuses addresses that no receipt could carry, and lives on', async () => {
    const simulator = await aSimulator();
    const socket = connect(simulator.smppPort, '127.0.0.1');
    const decoder = new PduDecoder();
    const statuses: [string, number][] = [];
    socket.on('data', (chunk: Buffer) => {
      for (const { command, status } of decoder.push(chunk).pdus) statuses.push([command, status]);
    });
    socket.write(
      encodePdu({
        command: 'bind_transceiver',
        sequence: 1,
        fields: { systemId: 'kezek', password: 'secret' },
      }),
    );
    const fields = { sourceAddress: 'S', destinationAddress: 'D', registeredDelivery: 1 };
    const bytes = encodePdu({ command: 'submit_sm', sequence: 2, fields });
    for (const letter of ['S', 'D']) {
      const at = bytes.indexOf(`${letter}\0`);
      const long = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(40, letter), bytes.subarray(at + 1)]);
      long.writeUInt32BE(long.length, 0);
      socket.write(long);
    }
    await until(() => statuses.length === 3);
    socket.destroy();
    expect(statuses.slice(1)).toEqual([
      ['submit_sm_resp', statusCode.ESME_RINVSRCADR],
      ['submit_sm_resp', statusCode.ESME_RINVDSTADR],
    ]);
    expect(await anEsme(simulator).send('after')).toMatchObject([{ outcome: 'accepted' }]);
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
