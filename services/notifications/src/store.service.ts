import { Clock, inTransaction, plusRealMs, rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The service's database, and its time. */
@Injectable()
export class Store {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** Milliseconds may be negative. */
  in(milliseconds: number): Date {
    return new Date(this.now().getTime() + milliseconds);
  }

  /** Milliseconds of the machine: for claims on work, and for patience with providers. */
  afterReal(milliseconds: number): Date {
    return plusRealMs(this.clock, milliseconds);
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return await inTransaction(this.dataSource, work);
  }

  /** One SELECT, without the two round trips of a transaction. */
  async read<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return await this.dataSource.query<T[]>(text, [...values]);
  }

  /** One statement in a transaction of its own. */
  async rows<T extends object>(statement: Parameters<typeof rows>[1]): Promise<T[]> {
    return await this.transaction(async (tx) => rows<T & Record<string, unknown>>(tx, statement));
  }
}
