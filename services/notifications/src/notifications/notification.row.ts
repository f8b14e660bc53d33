import type { Language, Lane, NotificationState } from '@kezek/contracts';
import type { Arguments } from '../templates/template.rules';

/** Which event asks for a message, to be found again in the topics. */
export interface Cause {
  readonly event: string;
  readonly type: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly traceparent?: string;
}

/** A row of `notification`. */
export interface NotificationRow {
  readonly id: string;
  readonly template_key: string;
  readonly template_version: number;
  readonly language: Language;
  readonly lane: Lane;
  readonly office: string | null;
  readonly reference: string | null;
  readonly contact_ref: string;
  readonly arguments: Arguments | null;
  readonly state: NotificationState;
  readonly status_reason: string | null;
  readonly version: number;
  readonly next_at: Date | null;
  readonly route: string | null;
  readonly cancel_at: Date | null;
  readonly resolve_at: Date | null;
  readonly encoding: 'gsm7' | 'ucs2' | null;
  readonly segments: number | null;
  readonly phone_masked: string | null;
  readonly concatenation: number;
  readonly cause_event: string;
  readonly cause: Cause;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly not_before: Date | null;
  readonly expires_at: Date;
}

/** A row together with the state that it had before the statement. */
export interface MovedRow extends NotificationRow {
  readonly was: NotificationState | null;
}
