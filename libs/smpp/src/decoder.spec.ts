import * as fc from 'fast-check';
import { encodePdu } from './codec';
import { PduDecoder } from './decoder';
import { anyPdu } from './testing/arbitrary-pdu';

const enquire = (sequence: number) => encodePdu({ command: 'enquire_link', sequence });

/** Cuts bytes where the (repeated) sizes say. */
function chunked(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('the decoder', () => {
  test('finds the same PDUs whatever the chunks', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(anyPdu, { maxLength: 5 }), sizes, (pdus, cuts) => {
        const decoder = new PduDecoder();
        const found = chunked(Buffer.concat(pdus.map(encodePdu)), cuts).flatMap((chunk) => {
          const { pdus: some, error } = decoder.push(chunk);
          expect(error).toBeUndefined();
          return some;
        });
        expect(found).toEqual(pdus);
        expect(decoder.pending).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('copies what it gives out, so that the next bytes do not change it', () => {
    const decoder = new PduDecoder();
    const deliver = (text: string) =>
      encodePdu({ command: 'deliver_sm', sequence: 1, fields: { shortMessage: Buffer.from(text) } });
    const [first] = decoder.push(deliver('first')).pdus;
    decoder.push(deliver('other'));
    expect(first).toMatchObject({ fields: { shortMessage: Buffer.from('first') } });
  });

  test.each([
    [0, 'length-too-short'],
    [15, 'length-too-short'],
    [64 * 1024 + 1, 'length-too-long'],
    [0xffffffff, 'length-too-long'],
  ])('gives back what came before a length of %i, then reads no more', (length, reason) => {
    const decoder = new PduDecoder();
    const bad = enquire(2);
    bad.writeUInt32BE(length, 0);
    const { pdus, error } = decoder.push(Buffer.concat([enquire(1), bad, enquire(3)]));
    expect(pdus.map(({ sequence }) => sequence)).toEqual([1]);
    expect(error?.reason).toBe(reason);
    expect(decoder.push(enquire(4))).toEqual({ pdus: [] });
  });

  test('refuses a bad length as soon as it is known', () => {
    const decoder = new PduDecoder();
    expect(decoder.push(Buffer.from([0xff, 0xff, 0xff])).error).toBeUndefined();
    expect(decoder.push(Buffer.from([0xff])).error?.reason).toBe('length-too-long');
  });

  test('takes the largest PDU byte by byte in linear time', () => {
    const largest = Buffer.alloc(64 * 1024);
    encodePdu({ command: 'enquire_link', sequence: 1 }).copy(largest);
    largest.writeUInt32BE(largest.length, 0);
    largest.writeUInt32BE(0x00001234, 4);
    const decoder = new PduDecoder();
    const found = chunked(largest, [1]).flatMap((chunk) => decoder.push(chunk).pdus);
    expect(found).toHaveLength(1);
  });
});
