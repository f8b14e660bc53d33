import * as fc from 'fast-check';
import { type Pdu, decodePdu, encodePdu } from './codec';
import { readMessage, submitBodies } from './message';
import { Reassembler } from './reassembly';
import { planMessage } from './text';
import { splitUserData } from './udh';

function onTheWire(text: string, carriage: 'udh' | 'sar' | 'payload', reference: 8 | 16 = 8) {
  const plan = planMessage(text, { reference, referenceNumber: 77 });
  return submitBodies(plan, carriage).map((body) => {
    const { fields, tlvs } = body;
    return decodePdu(encodePdu({ command: 'submit_sm', sequence: 1, fields, tlvs })) as Pdu<'submit_sm'>;
  });
}

function reassemble(pdus: readonly Pdu<'submit_sm'>[]): string | undefined {
  const reassembler = new Reassembler<string>();
  for (const pdu of pdus) {
    const { text, concatenation } = readMessage(pdu);
    const whole = concatenation ? reassembler.add('a|b', concatenation, text, 0) : [text];
    if (whole) return whole.join('');
  }
  return undefined;
}

describe('a message', () => {
  const carriages = fc.constantFrom<'udh' | 'sar' | 'payload'>('udh', 'sar', 'payload');
  const texts = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '€', 'Ñ', '[', '\n'), maxLength: 900 }),
    fc.string({ unit: fc.constantFrom('қ', 'ә', 'Ғ', 'z', '😀'), maxLength: 380 }),
  );

  test('is whole again whatever carried it and in whatever order it came', () => {
    const references = fc.constantFrom<8 | 16>(8, 16);
    fc.assert(
      fc.property(
        texts,
        carriages,
        references,
        fc.infiniteStream(fc.nat()),
        (text, carriage, reference, keys) => {
          const pdus = onTheWire(text, carriage, reference);
          const shuffled = pdus
            .map((pdu) => ({ pdu, key: keys.next().value }))
            .sort((first, second) => first.key - second.key)
            .map(({ pdu }) => pdu);
          expect(reassemble(shuffled)).toBe(text);
        },
      ),
    );
  });

  test('in one PDU counts the segments that the network will send', () => {
    const plan = planMessage('қ'.repeat(135));
    expect(submitBodies(plan, 'payload').map(({ segments }) => segments)).toEqual([3]);
    expect(submitBodies(plan, 'udh').map(({ segments }) => segments)).toEqual([1, 1, 1]);
  });

  test('of one segment needs no SAR parameters', () => {
    expect(submitBodies(planMessage('short'), 'sar')[0]?.tlvs).toEqual({});
  });

  test('can be labelled with the data_coding that an account wants', () => {
    const [body] = submitBodies(planMessage('short'), 'udh', 1);
    expect(body?.fields.dataCoding).toBe(1);
  });
});

describe('a user data header', () => {
  test('that is longer than the message is text', () => {
    const data = Buffer.from([0x05, 0x00, 0x03]);
    expect(splitUserData(data, true)).toEqual({ header: Buffer.alloc(0), bytes: data });
    expect(splitUserData(Buffer.alloc(0), true).bytes).toHaveLength(0);
  });

  test('is found behind other elements and ignored when it numbers a segment beyond the total', () => {
    const behind = Buffer.from([
      0x0b, 0x05, 0x04, 0x15, 0x81, 0x15, 0x81, 0x00, 0x03, 0x07, 0x02, 0x01, 0x41,
    ]);
    expect(splitUserData(behind, true)).toMatchObject({
      concatenation: { bits: 8, reference: 7, total: 2, number: 1 },
      bytes: Buffer.from('A'),
    });
    const beyond = Buffer.from([0x05, 0x00, 0x03, 0x07, 0x02, 0x03, 0x41]);
    expect(splitUserData(beyond, true).concatenation).toBeUndefined();
  });

  test('of random bytes never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const { header, bytes: text } = splitUserData(Buffer.from(bytes), true);
        expect(header.length + text.length).toBe(bytes.length);
      }),
    );
  });
});

describe('a reassembler', () => {
  const at = (number: number, reference = 1) => ({ bits: 8, reference, number, total: 2 }) as const;

  test('keeps conversations and references apart', () => {
    const reassembler = new Reassembler<string>();
    expect(reassembler.add('x', at(1), 'x1', 0)).toBeUndefined();
    expect(reassembler.add('y', at(2), 'y2', 0)).toBeUndefined();
    expect(reassembler.add('x', at(2, 9), 'x2 of another', 0)).toBeUndefined();
    expect(reassembler.add('x', at(2), 'x2', 0)).toEqual(['x1', 'x2']);
    expect(reassembler.size).toBe(2);
  });

  test('takes a repeated segment as the same one', () => {
    const reassembler = new Reassembler<string>();
    reassembler.add('x', at(1), 'first', 0);
    reassembler.add('x', at(1), 'again', 0);
    expect(reassembler.add('x', at(2), 'second', 0)).toEqual(['again', 'second']);
  });

  test('gives up what is too old or too much', () => {
    const reassembler = new Reassembler<string>({ timeToLive: 100, atMost: 2 });
    reassembler.add('old', at(1), '1', 0);
    reassembler.add('new', at(1), '1', 100);
    expect(reassembler.add('old', at(2), '2', 100)).toBeUndefined();
    for (let each = 0; each < 10; each += 1) reassembler.add(String(each), at(1), '1', 100);
    expect(reassembler.size).toBeLessThanOrEqual(3);
  });
});
