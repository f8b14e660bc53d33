import { createRequire } from 'node:module';

/** A record as kafkajs has read it from a broker's answer. */
export interface FetchedRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  /** It marks the end of a transaction and is for no reader. */
  isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
}

/** What one fetch brought of a partition. */
export interface FetchedPartition {
  readonly messages: readonly FetchedRecord[];
  /** Those that have records in what was fetched, as the broker lists them: in the order in which they ended. */
  abortedTransactions?: readonly AbortedTransaction[] | null;
}

interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

interface Broker {
  fetch: (
    request: unknown,
  ) => Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] }>;
}

interface Batch {
  readonly rawMessages: readonly unknown[];
  isEmpty: (this: Batch) => boolean;
  isEmptyDueToFiltering: (this: Batch) => boolean;
}

/** The key of a control record: version and type, two bytes each; the type of an abort is 0. */
const endsInAbort = ({ isControlRecord, key }: FetchedRecord): boolean =>
  isControlRecord === true && key?.readInt16BE(2) === 0;

/** Which of the records of a partition, in their order, belong to aborted transactions. */
class Aborted {
  readonly #toCome: AbortedTransaction[];
  readonly #producers = new Set<string>();

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#toCome = [...transactions].sort((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
  }

  holds(record: FetchedRecord): boolean {
    this.#reach(Number(record.offset));
    const { producerId, inTransaction } = record.batchContext ?? {};
    if (producerId === undefined || inTransaction !== true || !this.#producers.has(producerId)) return false;
    if (endsInAbort(record)) this.#producers.delete(producerId);
    return true;
  }

  #reach(offset: number): void {
    for (let [next] = this.#toCome; next && Number(next.firstOffset) <= offset; [next] = this.#toCome) {
      this.#producers.add(next.producerId);
      this.#toCome.shift();
    }
  }
}

/**
 * Has no reader see what was aborted: such records pass for control records from then on, which kafkajs counts as read
 * and hands to nobody. As Kafka's own client does it, and instead of kafkajs, which takes one transaction off its list
 * for each record and only from its head, and a record whose key is four zeros for the end of one: of two transactions
 * that lie within each other it delivers aborted records.
 */
export function hideAborted(partition: FetchedPartition): void {
  const aborted = new Aborted(partition.abortedTransactions ?? []);
  partition.abortedTransactions = [];
  for (const record of partition.messages) if (aborted.holds(record)) record.isControlRecord = true;
}

export function readOnlyWhatWasCommitted({ prototype }: { readonly prototype: Broker }): void {
  const fetch = prototype.fetch;
  prototype.fetch = async function (request) {
    const answer = await fetch.call(this, request);
    for (const { partitions } of answer.responses) partitions.forEach(hideAborted);
    return answer;
  };
}

/**
 * kafkajs 2.2.4 keeps to itself what it fetched where no record of it is for a reader: it goes on behind it, and nobody
 * commits that. It is handed to us as a batch without messages instead, whose end is committed like any other's.
 */
export function handOverEmptyBatches({ prototype }: { readonly prototype: Batch }): void {
  prototype.isEmpty = function () {
    return this.rawMessages.length === 0;
  };
  prototype.isEmptyDueToFiltering = () => false;
}

const load = createRequire(__filename);
readOnlyWhatWasCommitted(load('kafkajs/src/broker') as { prototype: Broker });
handOverEmptyBatches(load('kafkajs/src/consumer/batch') as { prototype: Batch });
