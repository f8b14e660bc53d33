import type { Language, NumberBlock, NumberBlockSynced } from '@kezek/contracts';

/** A ticket that a visitor may get: it is on disk before it is printed. */
export interface Given {
  readonly number: string;
  readonly trackingToken: string;
  readonly service: string;
  readonly language: Language;
  /** RFC 3339, by the clock of the queue. */
  readonly issuedAt: string;
  /** From which it is; absent where the queue itself issued it. */
  readonly block?: string;
  /** The key of the request that the queue answered with it. */
  readonly key?: string;
}

/** What is asked of the queue while the line is there. */
export interface Wish {
  readonly service: string;
  readonly language: Language;
}

export interface Offline {
  readonly from: string;
  readonly to: string;
}

/** What happened to a kiosk; nothing of it is ever changed. Times are by the clock of the queue. */
export type Entry =
  /** `aheadMs`: how far the clock of the queue is ahead of the kiosk's own. */
  | { readonly kind: 'block'; readonly block: NumberBlock; readonly aheadMs: number }
  /** Is being sent: until it is answered or dropped, the queue may or may not have a ticket of it. */
  | { readonly kind: 'asked'; readonly key: string; readonly wish: Wish }
  | { readonly kind: 'dropped'; readonly key: string; readonly why: 'not-sent' | 'refused' | 'left' }
  | { readonly kind: 'given'; readonly ticket: Given }
  | { readonly kind: 'printed'; readonly trackingToken: string }
  | { readonly kind: 'line'; readonly up: boolean; readonly at: string }
  | {
      readonly kind: 'synced';
      readonly block: string;
      readonly results: NumberBlockSynced['results'];
      readonly offline?: Offline;
    }
  /** From then on no number of it is given out. */
  | { readonly kind: 'settling'; readonly block: string }
  | { readonly kind: 'settled'; readonly block: string }
  /** The queue takes nothing of it any more. */
  | { readonly kind: 'refused'; readonly block: string; readonly code: string };
