import * as fc from 'fast-check';
import { decodeGsm7, gsm7Septets } from './gsm7';
import { TextTooLong, countSegments, decodeText, encodingOf, planMessage } from './text';
import { segmentVectors } from './text.vectors';

const gsmAlphabet = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => gsm7Septets(character),
);
const gsmText = fc.array(fc.constantFrom(...gsmAlphabet), { maxLength: 500 }).map((all) => all.join(''));
const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const bits = fc.constantFrom<8 | 16>(8, 16);

describe('the number of segments', () => {
  test.each(
    segmentVectors.map((vector) => [vector[0].map(([n, c]) => `${String(n)} × ${c}`).join(' + '), vector]),
  )('of %s is what handsets count', (_name, [parts, encoding, with8, with16]) => {
    const text = parts.map(([times, character]) => character.repeat(times)).join('');
    expect(countSegments(text, 8)).toEqual({ encoding, segments: with8 });
    expect(countSegments(text, 16)).toEqual({ encoding, segments: with16 });
  });

  test('of an empty text is one', () => {
    expect(countSegments('')).toEqual({ encoding: 'gsm7', segments: 1 });
  });
});

describe('GSM 03.38', () => {
  test('has 127 basic characters and 10 of the extension table', () => {
    expect(gsmAlphabet).toHaveLength(137);
    expect(gsm7Septets('@')).toEqual([0]);
    expect(gsm7Septets('€')).toEqual([0x1b, 0x65]);
    expect(gsm7Septets('\u001b')).toBeUndefined();
    expect(gsm7Septets('ı')).toBeUndefined();
  });

  test('puts every basic character at the septet of the standard', () => {
    const sample: [string, number][] = [
      ['£', 0x01],
      ['Δ', 0x10],
      ['Ξ', 0x1a],
      ['Æ', 0x1c],
      [' ', 0x20],
      ['¤', 0x24],
      ['A', 0x41],
      ['Ä', 0x5b],
      ['§', 0x5f],
      ['¿', 0x60],
      ['z', 0x7a],
      ['à', 0x7f],
    ];
    for (const [character, septet] of sample) expect(gsm7Septets(character)).toEqual([septet]);
  });

  test('shows an unknown extension as the basic character, a double escape and a lone one as a space', () => {
    expect(decodeGsm7(Buffer.from([0x1b, 0x41]))).toBe('A');
    expect(decodeGsm7(Buffer.from([0x1b, 0x1b, 0x41]))).toBe(' A');
    expect(decodeGsm7(Buffer.from([0x41, 0x1b]))).toBe('A ');
  });

  test('survives encoding, splitting and decoding', () => {
    fc.assert(
      fc.property(gsmText, bits, (text, reference) => {
        const plan = planMessage(text, { reference });
        expect(plan.encoding).toBe('gsm7');
        expect(plan.segments.map(({ bytes }) => decodeText(0, bytes)).join('')).toBe(text);
      }),
    );
  });
});

describe('any text', () => {
  test('survives segment by segment, none of which is too long or cuts a pair', () => {
    fc.assert(
      fc.property(anyText, bits, (text, reference) => {
        const plan = planMessage(text, { reference, referenceNumber: 7 });
        const decoded = plan.segments.map(({ bytes }) => decodeText(plan.dataCoding, bytes));
        expect(decoded.join('')).toBe(text.toWellFormed());
        expect(decoded).toEqual(plan.segments.map((segment) => segment.text));
        for (const { bytes, header, text: part } of plan.segments) {
          expect(part.isWellFormed()).toBe(true);
          const octets = plan.encoding === 'gsm7' ? Math.ceil((bytes.length * 7) / 8) : bytes.length;
          expect(octets + header.length).toBeLessThanOrEqual(140);
        }
      }),
    );
  });

  test('with a lone surrogate is sent with the replacement character', () => {
    expect(planMessage('a\ud800').text).toBe('a\ufffd');
  });

  test('of more than 255 segments is refused', () => {
    expect(planMessage('a'.repeat(255 * 153)).segments).toHaveLength(255);
    expect(() => planMessage('a'.repeat(255 * 153 + 1))).toThrow(TextTooLong);
  });

  test('carries numbered headers only when it has several segments', () => {
    expect(planMessage('short').segments[0]?.header).toHaveLength(0);
    const eight = planMessage('a'.repeat(161), { referenceNumber: 0x1ff });
    expect(eight.segments.map(({ header }) => header.toString('hex'))).toEqual([
      '050003ff0201',
      '050003ff0202',
    ]);
    const sixteen = planMessage('a'.repeat(161), { reference: 16, referenceNumber: 0x1234 });
    expect(sixteen.segments[1]?.header.toString('hex')).toBe('06080412340202');
  });
});

describe('data_coding', () => {
  test.each([
    [0, 'gsm7'],
    [8, 'ucs2'],
    [0xf0, 'gsm7'],
    [0xf4, 'other'],
    [0x10, 'gsm7'],
    [0x18, 'ucs2'],
    [0x14, 'other'],
    [3, 'other'],
    [0xc0, 'other'],
  ] as const)('%i names the alphabet %s', (dataCoding, encoding) => {
    expect(encodingOf(dataCoding)).toBe(encoding);
  });

  test('of Latin-1 and unknown alphabets loses nothing', () => {
    expect(decodeText(3, Buffer.from([0xe9, 0x41]))).toBe('éA');
  });

  test('of UCS-2 drops half a character at the end', () => {
    expect(decodeText(8, Buffer.from([0x04, 0x9b, 0x04]))).toBe('қ');
  });
});
