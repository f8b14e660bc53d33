import { type Pdu, type UnknownPdu, decodePdu, headerLength, maximumLength } from './codec';
import { MalformedPdu } from './malformed';

/** PDUs completed by a chunk; after an `error` the stream has lost its framing and the decoder reads no more. */
export interface Decoded {
  readonly pdus: readonly (Pdu | UnknownPdu)[];
  readonly error?: MalformedPdu;
}

/**
 * Cuts a byte stream into PDUs, whatever the chunks. Holds at most one PDU (64 KiB); work is linear in the bytes.
 * Never throws: a malformed PDU is returned behind those that came before it.
 */
export class PduDecoder {
  private held = Buffer.alloc(0);
  private used = 0;
  private broken = false;

  /** Bytes of an unfinished PDU. */
  get pending(): number {
    return this.used;
  }

  push(chunk: Buffer): Decoded {
    const pdus: (Pdu | UnknownPdu)[] = [];
    let at = 0;
    try {
      while (!this.broken && at < chunk.length) {
        at += this.take(chunk, at);
        if (this.used >= 4 && this.used === this.length()) pdus.push(this.finish());
      }
    } catch (error) {
      this.broken = true;
      this.held = Buffer.alloc(0);
      this.used = 0;
      if (error instanceof MalformedPdu) return { pdus, error };
      throw error;
    }
    return { pdus };
  }

  // First the four bytes of the length, then what it says: never a byte of the next PDU.
  private take(chunk: Buffer, at: number): number {
    const wanted = (this.used < 4 ? 4 : this.length()) - this.used;
    const count = Math.min(wanted, chunk.length - at);
    this.reserve(this.used + count);
    chunk.copy(this.held, this.used, at, at + count);
    this.used += count;
    return count;
  }

  private length(): number {
    const length = this.held.readUInt32BE(0);
    if (length < headerLength) throw new MalformedPdu('length-too-short');
    if (length > maximumLength) throw new MalformedPdu('length-too-long');
    return length;
  }

  // A length alone must not make us allocate: the buffer doubles as bytes really come.
  private reserve(size: number): void {
    if (size <= this.held.length) return;
    const grown = Buffer.alloc(Math.min(maximumLength, Math.max(size, this.held.length * 2, 512)));
    this.held.copy(grown, 0, 0, this.used);
    this.held = grown;
  }

  private finish(): Pdu | UnknownPdu {
    const frame = this.held.subarray(0, this.used);
    this.used = 0;
    return decodePdu(frame);
  }
}
