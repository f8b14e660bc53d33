/** What became of one segment that was to be written. */
export type SegmentOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'rejected'; readonly status: string; readonly fault: Fault }
  | { readonly kind: 'throttled'; readonly status: string }
  /** Written, and nobody knows what became of it. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Certainly not written: the way to the provider closed before. */
  | { readonly kind: 'not-written'; readonly reason: string }
  /** Not written: what remained of its validity was too short. */
  | { readonly kind: 'expired' };

/** `recipient`: the number can't be reached; `ours`: what we sent is wrong; `temporary`: try again. */
export type Fault = 'recipient' | 'ours' | 'temporary';

const recipientFaults = new Set([0x0b]);
const temporaryFaults = new Set([0x04, 0x08, 0x0d, 0x45, 0x64, 0xfe, 0xff]);

/**
 * What a `command_status` of SMPP 3.4 (5.1.3) blames. Above 0x400 the codes are the operator's own and name a
 * passing condition more often than not; the validity ends the retries.
 */
export function faultOf(status: number): Fault {
  if (recipientFaults.has(status)) return 'recipient';
  return temporaryFaults.has(status) || status >= 0x400 ? 'temporary' : 'ours';
}
