import type { OperationDefinition } from '@kezek/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, plusRealMs } from '../clock/clock';
import { inTransaction, type Tx } from '../database/transaction';
import { onceRequest } from '../idempotency/answer';
import { once, type Once } from '../idempotency/once';

/** What a use case does: in one transaction, as of one moment. */
export type Effect<T> = (tx: Tx, now: Date) => Promise<T>;

/** A call that is to take effect once. */
export interface Call {
  readonly operation: OperationDefinition;
  readonly input: { readonly params: unknown; readonly body: unknown; readonly idempotencyKey: string };
  /** Whose keys they are. */
  readonly client: string;
}

/** Runs the use cases of a service: each is one transaction, as of one moment of the service's clock. */
@Injectable()
export class Work {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** What the clock shows when so many real milliseconds have passed: for claims on work, and patience with others. */
  afterReal(milliseconds: number): Date {
    return plusRealMs(this.clock, milliseconds);
  }

  /** In a transaction that is repeated where PostgreSQL rolled it back for a race: see `inTransaction`. */
  run<T>(effect: Effect<T>): Promise<T> {
    return inTransaction(this.dataSource, (tx) => effect(tx, this.now()));
  }

  /**
   * As `run`, at most once for the call's key: see `once`.
   * @throws Refusal `idempotency-key-reused`, `request-in-progress`
   */
  once<T>({ operation, input, client }: Call, effect: Effect<T>): Promise<Once<T>> {
    return this.run((tx, now) => once(tx, onceRequest(operation, input, client), () => effect(tx, now)));
  }
}
