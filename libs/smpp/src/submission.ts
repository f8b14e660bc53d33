import type { FieldsOf } from './commands';
import type { UnknownReason } from './outstanding';
import type { MessageState } from './receipt';
import type { NamedTlvs } from './tlv';

/** Why a request was never written: it may be given to another client without a risk of doubling. */
export type UnsentReason = 'stopped' | 'bind-refused' | 'queue-full';

/** Never written, or written and nobody knows. */
export type Unanswered =
  | { readonly outcome: 'unknown'; readonly reason: UnknownReason }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'unsent'; readonly reason: UnsentReason };

/**
 * What became of one submit_sm. `expired` and `unsent` were never written; `throttled` was refused for load and may
 * be tried again; `unknown` was written and may or may not be delivered.
 */
export type SubmitResult =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  | { readonly outcome: 'rejected'; readonly status: number; readonly statusName: string }
  | { readonly outcome: 'throttled'; readonly status: number }
  | Unanswered;

export type CancelResult =
  | { readonly outcome: 'cancelled' }
  | { readonly outcome: 'rejected'; readonly status: number; readonly statusName: string }
  | Unanswered;

export type QueryResult =
  | { readonly outcome: 'found'; readonly state: MessageState; readonly errorCode: number }
  | { readonly outcome: 'rejected'; readonly status: number; readonly statusName: string }
  | Unanswered;

/** One submit_sm: `submitBodies` gives the text part of `fields`, `tlvs` and `segments`. */
export interface Submission {
  readonly fields: Partial<FieldsOf<'submit_sm'>>;
  readonly tlvs?: NamedTlvs;
  /** SMS that the network sends for it, for pacing. Default 1. */
  readonly segments?: number;
}

export interface RequestOptions {
  /** Epoch milliseconds. At or after it the request isn't written any more; it settles as `expired`. */
  readonly deadline?: number;
  /** Goes before those that aren't urgent and not yet written. */
  readonly urgent?: boolean;
  /**
   * Called in the moment in which the bytes were handed to the socket, with epoch milliseconds and the sequence
   * number. Never called when the result is `expired` or `unsent`. Must not throw.
   */
  readonly onWritten?: (written: { readonly at: number; readonly sequence: number }) => void;
}

export interface SubmitOptions extends RequestOptions {
  /** Fills validity_period with what remains until `deadline` when it is written. Default: left as given. */
  readonly validity?: 'relative' | 'absolute';
  /** Given back with a response that came after the result was `unknown` by timeout. */
  readonly reference?: string;
}
