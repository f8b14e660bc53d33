import type { OperationDefinition } from '@kezek/contracts';
import { Clock, inTransaction, once, onceRequest, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What a use case does: in one transaction, as of one moment. */
export type Effect<T> = (tx: Tx, now: Date) => Promise<T>;

export interface Call {
  readonly operation: OperationDefinition;
  readonly input: { readonly params: unknown; readonly body: unknown; readonly idempotencyKey: string };
  /** Whose keys they are. */
  readonly client: string;
}

@Injectable()
export class Work {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  run<T>(effect: Effect<T>): Promise<T> {
    return inTransaction(this.dataSource, (tx) => effect(tx, this.clock.now()));
  }

  /** At most once for the call's key. */
  once<T>({ operation, input, client }: Call, effect: Effect<T>): Promise<Once<T>> {
    return this.run((tx, now) => once(tx, onceRequest(operation, input, client), () => effect(tx, now)));
  }
}
