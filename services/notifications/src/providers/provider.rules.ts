import type { MessageState, SubmitBody } from '@kezek/smpp';
import type { SegmentOutcome } from './outcome.rules';

/** One segment to be written. */
export interface Outgoing {
  /** E.164. */
  readonly to: string;
  readonly body: SubmitBody;
  /** Milliseconds since 1970 by the service's clock: from then on it isn't written any more, and until then the provider may try. */
  readonly deadline: number;
  readonly urgent: boolean;
  /** `<notification> <segment>`: comes back with an answer that is late. */
  readonly reference: string;
  readonly userReference: number;
  /** Called when the bytes left for the socket, with milliseconds since 1970 by the service's clock. */
  readonly onWritten: (at: number) => void;
}

/** `away`: it couldn't be asked; `refused`: it doesn't know the message, or won't. */
export type CancelAnswer = 'cancelled' | 'refused' | 'away';
export type QueryAnswer = MessageState | 'refused' | 'away';

/** A receipt as a provider hands it over. */
export interface IncomingReceipt {
  readonly provider: string;
  readonly messageId: string;
  readonly state: MessageState;
  readonly errorCode?: string;
  readonly userReference?: number;
  /** E.164, where the provider names the recipient. */
  readonly phone?: string;
  readonly doneAt?: number;
}

/** What a provider tells by itself. */
export interface ProviderEvents {
  /** Acknowledged when it resolves. */
  onReceipt(receipt: IncomingReceipt): Promise<void>;
  onLateOutcome(reference: string, outcome: SegmentOutcome): void;
  /** It can take something again. */
  onRoom(): void;
}

export interface ProviderStatus {
  readonly name: string;
  readonly protocol: 'smpp' | 'http';
  readonly state: 'up' | 'down' | 'throttled';
  readonly windowInUse: number;
  readonly secondsSinceReceipt?: number;
  readonly segmentsPerSecond: number;
}

/** A way to the visitors: the SMPP account, and the one of the test numbers. */
export interface Provider {
  readonly name: string;
  /** Messages that may be under way at once. */
  readonly window: number;
  readonly up: boolean;
  start(events: ProviderEvents): void;
  /** Gives back what isn't written; resolves when what was written is answered or given up. */
  stop(): Promise<void>;
  submit(segment: Outgoing): Promise<SegmentOutcome>;
  cancel(messageId: string, to: string): Promise<CancelAnswer>;
  query(messageId: string): Promise<QueryAnswer>;
  status(): ProviderStatus | undefined;
}
