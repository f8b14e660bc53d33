import * as fc from 'fast-check';
import { type Pdu, decodePdu, encodePdu } from './codec';
import { MalformedPdu, UnencodablePdu } from './malformed';
import { anyPdu } from './testing/arbitrary-pdu';

const submit = encodePdu({
  command: 'submit_sm',
  sequence: 7,
  fields: { sourceAddress: 'Kezek', destinationAddress: '77011234567', shortMessage: Buffer.from('A-12') },
});

function reasonOf(bytes: Buffer): string {
  try {
    decodePdu(bytes);
  } catch (error) {
    if (error instanceof MalformedPdu) return error.reason;
    throw error;
  }
  return 'none';
}

function withLength(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(copy.length, 0);
  return copy;
}

describe('a PDU', () => {
  test('is the same after encoding and decoding', () => {
    fc.assert(
      fc.property(anyPdu, (pdu) => {
        expect(decodePdu(encodePdu(pdu))).toEqual(pdu);
      }),
      { numRuns: 500 },
    );
  });

  test('stands on the wire as SMPP 3.4 writes it', () => {
    const bind = encodePdu({
      command: 'bind_transmitter',
      sequence: 1,
      fields: {
        systemId: 'SMPP3TEST',
        password: 'secret08',
        systemType: 'SUBMIT1',
        interfaceVersion: 0,
        addressTon: 1,
        addressNpi: 1,
      },
    });
    // The example of the specification, 2.7.1.
    expect(bind.toString('hex').toUpperCase()).toBe(
      '0000002F000000020000000000000001534D505033544553540073656372657430380' + '05355424D4954310000010100',
    );
  });

  test('of an unknown command keeps what an answer needs', () => {
    const bytes = encodePdu({ command: 'enquire_link', sequence: 9 });
    bytes.writeUInt32BE(0x103, 4);
    expect(decodePdu(bytes)).toEqual({ command: 'unknown', commandId: 0x103, status: 0, sequence: 9 });
  });

  test('that answers with an error may have no body', () => {
    const bytes = encodePdu({ command: 'unbind', sequence: 5, status: 8 });
    bytes.writeUInt32BE(0x80000004, 4);
    expect(decodePdu(bytes)).toMatchObject({
      command: 'submit_sm_resp',
      status: 8,
      fields: { messageId: '' },
    });
    bytes.writeUInt32BE(0x80000003, 4);
    expect(decodePdu(bytes)).toMatchObject({
      command: 'query_sm_resp',
      fields: { finalDate: '', messageState: 0 },
    });
  });

  test.each([
    ['shorter than a header', submit.subarray(0, 15), 'length-too-short'],
    ['with a length that is not its own', Buffer.concat([submit, Buffer.alloc(1)]), 'length-mismatch'],
    ['without a terminator', withLength(submit.subarray(0, 20)), 'missing-terminator'],
    ['without a body', withLength(submit.subarray(0, 16)), 'missing-terminator'],
    ['cut in its bytes', withLength(submit.subarray(0, submit.length - 8)), 'truncated-field'],
    ['cut in its text', withLength(submit.subarray(0, submit.length - 1)), 'truncated-field'],
    ['cut in a TLV', withLength(Buffer.concat([submit, Buffer.from([4, 0x24, 0, 9, 1])])), 'truncated-tlv'],
    ['with junk at its end', withLength(Buffer.concat([submit, Buffer.from([1, 2])])), 'truncated-tlv'],
  ])('%s is malformed', (_name, bytes, reason) => {
    expect(reasonOf(bytes)).toBe(reason);
  });

  test('that is malformed tells its sequence number for the answer', () => {
    expect(() => decodePdu(withLength(submit.subarray(0, 20)))).toThrow(
      expect.objectContaining({ header: { commandId: 4, sequence: 7 } }) as Error,
    );
  });

  test('padded with up to three zeros is understood', () => {
    expect(reasonOf(withLength(Buffer.concat([submit, Buffer.alloc(3)])))).toBe('none');
  });

  test.each([
    ['a text too long', { sourceAddress: '1'.repeat(21) }],
    ['a text with NUL', { sourceAddress: 'a\0b' }],
    ['a text beyond Latin-1', { sourceAddress: 'Кезек' }],
    ['a number that is no byte', { esmClass: 256 }],
    ['a fraction', { esmClass: 0.5 }],
    ['a short message too long', { shortMessage: Buffer.alloc(255) }],
  ])('with %s is not written', (_name, fields) => {
    expect(() => encodePdu({ command: 'submit_sm', sequence: 1, fields })).toThrow(UnencodablePdu);
  });

  test('larger than 64 KiB is not written', () => {
    const tlvs = { messagePayload: Buffer.alloc(65_535) };
    expect(() => encodePdu({ command: 'submit_sm', sequence: 1, tlvs })).toThrow(UnencodablePdu);
    const rawTlvs = [{ tag: 0x1400, value: Buffer.alloc(65_536) }];
    expect(() => encodePdu({ command: 'submit_sm', sequence: 1, rawTlvs })).toThrow(UnencodablePdu);
  });
});

describe('a TLV', () => {
  const decodeWith = (hex: string) =>
    decodePdu(withLength(Buffer.concat([submit, Buffer.from(hex, 'hex')]))) as Pdu<'submit_sm'>;

  test('without a terminator is read to its end', () => {
    expect(decodeWith('001e0003616263').tlvs).toEqual({ receiptedMessageId: 'abc' });
  });

  test('that is unknown, repeated or of a wrong length is kept raw', () => {
    const { tlvs, rawTlvs } = decodeWith('14000001ff' + '0427000102' + '0427000103' + '0204000101');
    expect(tlvs).toEqual({ messageState: 2 });
    expect(rawTlvs.map(({ tag }) => tag)).toEqual([0x1400, 0x0427, 0x0204]);
  });

  test('with an impossible value is not written', () => {
    const write = (tlvs: object) => () => encodePdu({ command: 'submit_sm', sequence: 1, tlvs });
    expect(write({ messageState: 256 })).toThrow(UnencodablePdu);
    expect(write({ userMessageReference: -1 })).toThrow(UnencodablePdu);
    expect(write({ receiptedMessageId: 'a\0' })).toThrow(UnencodablePdu);
  });
});
