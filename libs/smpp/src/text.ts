import { decodeGsm7, gsm7Septets } from './gsm7';
import { type Concatenation, concatenationHeader } from './udh';

export type TextEncoding = 'gsm7' | 'ucs2';

/** One SMS of a message: `bytes` is its text without header, `header` the user data header or empty. */
export interface Segment {
  /** From 1 to `total`. */
  readonly number: number;
  readonly total: number;
  readonly text: string;
  readonly bytes: Buffer;
  readonly header: Buffer;
  readonly concatenation?: Concatenation;
}

export interface MessagePlan {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** SMPP `data_coding`: 0 (the SMSC's default alphabet, GSM 03.38) or 8 (UCS-2). */
  readonly dataCoding: number;
  readonly segments: readonly Segment[];
}

export interface PlanOptions {
  /** Bits of the concatenation reference; 16 costs one septet or one UCS-2 character a segment. */
  readonly reference?: 8 | 16;
  /** Same for all segments of a message, different for messages to one number at one time. Default 0. */
  readonly referenceNumber?: number;
}

/** More segments than one byte can number (3GPP TS 23.040, 9.2.3.24.1). */
export class TextTooLong extends RangeError {
  constructor(readonly segments: number) {
    super(`a text of ${String(segments)} segments can't be sent as one message: 255 at most`);
    this.name = 'TextTooLong';
  }
}

// In code units: septets for GSM, 16-bit units for UCS-2; 140 bytes less the header of 6 or 7.
const capacity = {
  gsm7: { single: 160, 8: 153, 16: 152 },
  ucs2: { single: 70, 8: 67, 16: 66 },
} as const;

interface Unit {
  readonly character: string;
  readonly codes: readonly number[];
}

/**
 * Chooses the encoding and splits a text into segments. An escape pair and a surrogate pair stay whole.
 * Lone surrogates become U+FFFD. Throws `TextTooLong` above 255 segments.
 */
export function planMessage(text: string, options: PlanOptions = {}): MessagePlan {
  const wellFormed = text.toWellFormed();
  const characters = [...wellFormed];
  const gsm = gsmUnits(characters);
  const encoding = gsm ? 'gsm7' : 'ucs2';
  const limits = capacity[encoding];
  const units = gsm ?? characters.map(ucs2Unit);
  const bits = options.reference ?? 8;
  const length = units.reduce((sum, unit) => sum + unit.codes.length, 0);
  const parts = length <= limits.single ? [units] : split(units, limits[bits]);
  if (parts.length > 255) throw new TextTooLong(parts.length);
  const reference = (options.referenceNumber ?? 0) & (bits === 8 ? 0xff : 0xffff);
  const segments = parts.map((part, index) =>
    segmentOf(part, encoding, { bits, reference, number: index + 1, total: parts.length }),
  );
  return { text: wellFormed, encoding, dataCoding: gsm ? 0 : 8, segments };
}

/** How many segments a text takes; the same rule as `planMessage`, for previews. */
export function countSegments(
  text: string,
  reference: 8 | 16 = 8,
): { encoding: TextEncoding; segments: number } {
  const plan = planMessage(text, { reference });
  return { encoding: plan.encoding, segments: plan.segments.length };
}

/**
 * Text of received bytes (without user data header) by `data_coding`: GSM (0 and message classes), ASCII (1),
 * Latin-1 (3), UCS-2 (8). Anything else is read as Latin-1, so that nothing is lost.
 */
export function decodeText(dataCoding: number, bytes: Uint8Array): string {
  const encoding = encodingOf(dataCoding);
  if (encoding === 'gsm7') return decodeGsm7(bytes);
  return encoding === 'ucs2' ? decodeUcs2(bytes) : Buffer.from(bytes).toString('latin1');
}

/** The alphabet that a `data_coding` names (SMPP 3.4, 5.2.19; GSM 03.38, 4). */
export function encodingOf(dataCoding: number): TextEncoding | 'other' {
  if (dataCoding === 0) return 'gsm7';
  if (dataCoding === 8) return 'ucs2';
  const group = dataCoding >> 4;
  if (group === 0xf) return (dataCoding & 0x04) === 0 ? 'gsm7' : 'other';
  if (group !== 1) return 'other';
  return (dataCoding & 0x0c) === 0x08 ? 'ucs2' : (dataCoding & 0x0c) === 0 ? 'gsm7' : 'other';
}

function gsmUnits(characters: readonly string[]): Unit[] | undefined {
  const units: Unit[] = [];
  for (const character of characters) {
    const codes = gsm7Septets(character);
    if (!codes) return undefined;
    units.push({ character, codes });
  }
  return units;
}

function ucs2Unit(character: string): Unit {
  const codes = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return { character, codes };
}

function split(units: readonly Unit[], limit: number): Unit[][] {
  const parts: Unit[][] = [];
  let part: Unit[] = [];
  let used = 0;
  for (const unit of units) {
    if (used + unit.codes.length > limit) {
      parts.push(part);
      part = [];
      used = 0;
    }
    part.push(unit);
    used += unit.codes.length;
  }
  parts.push(part);
  return parts;
}

function segmentOf(units: readonly Unit[], encoding: TextEncoding, concatenation: Concatenation): Segment {
  const codes = units.flatMap((unit) => unit.codes);
  const bytes = encoding === 'gsm7' ? Buffer.from(codes) : ucs2Bytes(codes);
  const { number, total } = concatenation;
  const text = units.map((unit) => unit.character).join('');
  if (total === 1) return { number, total, text, bytes, header: Buffer.alloc(0) };
  return { number, total, text, bytes, header: concatenationHeader(concatenation), concatenation };
}

function ucs2Bytes(codes: readonly number[]): Buffer {
  const bytes = Buffer.alloc(codes.length * 2);
  codes.forEach((code, at) => bytes.writeUInt16BE(code, at * 2));
  return bytes;
}

// Big-endian UTF-16: what handsets take for UCS-2. An odd last byte can't be half a character and is dropped.
function decodeUcs2(bytes: Uint8Array): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return even.swap16().toString('utf16le');
}
