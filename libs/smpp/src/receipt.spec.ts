import { type Pdu, decodePdu, encodePdu } from './codec';
import { messageIdNotations, normalizeMessageId, sameMessageId } from './message-id';
import {
  type MessageState,
  formatReceiptText,
  messageStateOf,
  parseReceipt,
  parseReceiptText,
} from './receipt';
import type { NamedTlvs } from './tlv';

function deliver(text: string, tlvs: NamedTlvs = {}, esmClass = 0x04): Pdu<'deliver_sm'> {
  const fields = { esmClass, shortMessage: Buffer.from(text, 'latin1') };
  return decodePdu(encodePdu({ command: 'deliver_sm', sequence: 1, fields, tlvs })) as Pdu<'deliver_sm'>;
}

const standard =
  'id:123A456B sub:001 dlvrd:001 submit date:2601150859 done date:2601150900 stat:DELIVRD err:000 text:Kezek';

describe('a receipt', () => {
  test('is read from its text', () => {
    expect(parseReceipt(deliver(standard))).toEqual({
      messageId: '123A456B',
      state: 'delivered',
      errorCode: '000',
      doneAt: Date.UTC(2026, 0, 15, 9, 0),
    });
  });

  test('is read from its parameters first', () => {
    const tlvs = {
      receiptedMessageId: '99',
      messageState: 5,
      networkErrorCode: Buffer.from([3, 0, 34]),
      userMessageReference: 7,
    };
    expect(parseReceipt(deliver(standard, tlvs))).toMatchObject({
      messageId: '99',
      state: 'undeliverable',
      errorCode: '030022',
      userMessageReference: 7,
    });
    expect(parseReceipt(deliver('', { receiptedMessageId: '99', messageState: 2 }))).toEqual({
      messageId: '99',
      state: 'delivered',
    });
  });

  test('takes the state from the text when only the id is a parameter', () => {
    expect(parseReceipt(deliver(standard, { receiptedMessageId: '99' }))?.state).toBe('delivered');
    expect(parseReceipt(deliver('', { receiptedMessageId: '99' }))?.state).toBe('unknown');
  });

  test.each<[string, string, MessageState]>([
    ['other case and order', 'STAT:UNDELIV Id:5 ERR:1f', 'undeliverable'],
    ['whole words', 'id:5 status:delivered', 'delivered'],
    ['spaces after colons', 'id: 5 stat: EXPIRED done date: 2601150900', 'expired'],
    ['dates written together', 'id:5 donedate:2601150900 stat:REJECTD', 'rejected'],
    ['a word cut otherwise', 'id:5 stat:DELETE', 'deleted'],
    ['a word that nobody knows', 'id:5 stat:FOO', 'unknown'],
    ['no state at all', 'id:5', 'unknown'],
  ])('is read with %s', (_name, text, state) => {
    expect(parseReceipt(deliver(text))).toMatchObject({ messageId: '5', state });
  });

  test('is nothing without an id', () => {
    expect(parseReceipt(deliver('stat:DELIVRD'))).toBeUndefined();
    expect(parseReceipt(deliver('hello'))).toBeUndefined();
  });

  test('is not what a subscriber writes, whatever it looks like', () => {
    expect(parseReceipt(deliver(standard, {}, 0))).toBeUndefined();
    expect(parseReceipt(deliver(standard, {}, 0x40))).toBeUndefined();
  });

  test('may be an intermediate notification', () => {
    expect(parseReceipt(deliver('id:5 stat:ENROUTE', {}, 0x20))?.state).toBe('enroute');
  });

  test('written by us is read by us', () => {
    const text = formatReceiptText({
      messageId: '77',
      state: 'expired',
      submittedAt: Date.UTC(2026, 0, 15, 9, 0, 1),
      doneAt: Date.UTC(2026, 0, 15, 9, 5, 2),
      errorCode: '027',
      text: 'a text that is longer than twenty characters',
    });
    expect(text).toContain('submit date:260115090001');
    expect(parseReceiptText(text)).toEqual({
      id: '77',
      state: 'expired',
      error: '027',
      doneAt: Date.UTC(2026, 0, 15, 9, 5, 2),
    });
    expect(text.endsWith('text:a text that is longe')).toBe(true);
  });

  test('of a state number that SMPP does not define is unknown', () => {
    expect(messageStateOf(2)).toBe('delivered');
    expect(messageStateOf(200)).toBe('unknown');
  });
});

describe('message ids', () => {
  test.each([
    ['0001234', '1234'],
    ['ABCDEF', 'abcdef'],
    ['660E0E83D05C2', '1795368945518018'],
    ['00001795368945518018', '660e0e83d05c2'],
    ['0', '000'],
    ['6f9619ff-8b86-d011-b42d-00cf4fc964ff', '6F9619FF-8B86-D011-B42D-00CF4FC964FF'],
  ])('%s and %s name one message', (first, second) => {
    expect(sameMessageId(first, second)).toBe(true);
    expect(sameMessageId(second, first)).toBe(true);
  });

  test.each([
    ['1234', '1235'],
    ['abc', 'abd'],
    ['12345', '123450'],
    ['6f9619ff-8b86', '6f9619ff8b86'],
  ])('%s and %s do not', (first, second) => {
    expect(sameMessageId(first, second)).toBe(false);
  });

  test('are looked for as they are before other notations', () => {
    expect(messageIdNotations('0010')).toEqual(['10', '16', 'a']);
    expect(messageIdNotations('ff')).toEqual(['ff', '255']);
    expect(messageIdNotations('x-1')).toEqual(['x-1']);
    expect(normalizeMessageId(' 00Ab ')).toBe('ab');
  });
});
