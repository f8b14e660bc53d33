export type MalformedReason =
  | 'length-too-short'
  | 'length-too-long'
  | 'length-mismatch'
  | 'missing-terminator'
  | 'truncated-field'
  | 'truncated-tlv';

/** The only error that decoding throws. `sequence` is known once the header was read. */
export class MalformedPdu extends Error {
  constructor(
    readonly reason: MalformedReason,
    readonly header: { readonly commandId?: number; readonly sequence?: number } = {},
  ) {
    super(`malformed PDU: ${reason}`);
    this.name = 'MalformedPdu';
  }
}

/** A PDU that can't be written: a field is too long or out of range. A mistake of the caller. */
export class UnencodablePdu extends RangeError {
  constructor(field: string, problem: string) {
    super(`can't encode ${field}: ${problem}`);
    this.name = 'UnencodablePdu';
  }
}
