/** What is appended to a topic. */
export interface NewRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

/** What stands in a topic. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  /** When the broker got it, in milliseconds since 1970. */
  readonly timestamp: number;
}

export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/**
 * Why nothing was appended: `away` (Kafka can't be reached: all must wait), `topic` (this topic is missing or
 * forbidden), `record` (Kafka will never take this record: too large, invalid).
 */
export type AppendFault = 'away' | 'topic' | 'record';

/** An append failed, wholly or in part: repeating it may write records twice, never in another order. */
export class AppendFailure extends Error {
  constructor(
    readonly fault: AppendFault,
    cause: unknown,
  ) {
    super(`Kafka did not take it (${fault}): ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'AppendFailure';
  }
}
