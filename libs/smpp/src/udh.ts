/** Where a segment stands in its message. */
export interface Concatenation {
  readonly bits: 8 | 16;
  readonly reference: number;
  /** From 1 to `total`. */
  readonly number: number;
  readonly total: number;
}

/** The user data header of a segment (3GPP TS 23.040, 9.2.3.24.1 and .8), its length byte included. */
export function concatenationHeader({ bits, reference, number, total }: Concatenation): Buffer {
  return bits === 8
    ? Buffer.from([0x05, 0x00, 0x03, reference & 0xff, total, number])
    : Buffer.from([0x06, 0x08, 0x04, (reference >> 8) & 0xff, reference & 0xff, total, number]);
}

/** A short message with its user data header taken off. */
export interface UserData {
  readonly header: Buffer;
  readonly bytes: Buffer;
  readonly concatenation?: Concatenation;
}

/** Splits user data into header and text. A header longer than the message is text: nothing is thrown away. */
export function splitUserData(data: Buffer, hasHeader: boolean): UserData {
  const length = hasHeader ? (data[0] ?? 0) + 1 : 0;
  if (length === 0 || length > data.length) return { header: Buffer.alloc(0), bytes: data };
  const header = data.subarray(0, length);
  const concatenation = findConcatenation(header);
  return { header, bytes: data.subarray(length), ...(concatenation && { concatenation }) };
}

function findConcatenation(header: Buffer): Concatenation | undefined {
  for (let at = 1; at + 2 <= header.length; at += 2 + (header[at + 1] ?? 0)) {
    const element = header.subarray(at + 2, at + 2 + (header[at + 1] ?? 0));
    const found = readElement(header[at] ?? 0, element);
    if (found && isPossible(found)) return found;
  }
  return undefined;
}

function readElement(id: number, element: Buffer): Concatenation | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = element;
  if (id === 0x00 && element.length === 3) return { bits: 8, reference: first, total: second, number: third };
  if (id === 0x08 && element.length === 4) {
    return { bits: 16, reference: first * 256 + second, total: third, number: fourth };
  }
  return undefined;
}

/** TS 23.040: a number of zero or above the total means that the element is ignored. */
export function isPossible({ number, total }: Concatenation): boolean {
  return number >= 1 && number <= total;
}
