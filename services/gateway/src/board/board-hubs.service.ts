import { board, type Board, Refusal } from '@kezek/contracts';
import { injectTrace } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Upstreams } from '../forwarding/upstreams.service';
import type { BoardClient } from './board-client.service';
import { boardDeltasSent, streamsOpen } from './board-metrics.service';
import { OfficeHub } from './office-hub.service';
import type { TicketRecord } from './office-log.service';

/** Open streams of one gateway; beyond them 503, so that the watchers of boards can't starve the desks. */
const streamsAtMost = 10_000;
const heartbeatMs = 15_000;
const heartbeat = ':\n\n';
const readLimitMs = 3000;

/** Every office's live board. */
@Injectable()
export class BoardHubs {
  readonly #hubs = new Map<string, OfficeHub>();
  readonly #seen = new Map<number, number>();
  readonly #beat = setInterval(() => {
    for (const hub of this.#hubs.values()) hub.broadcast(heartbeat);
  }, heartbeatMs).unref();
  #open = 0;
  #ended = false;

  constructor(private readonly upstreams: Upstreams) {}

  /** @throws {Refusal} `not-found` for an office that doesn't exist, `service-unavailable`; nothing was sent then. */
  async join(office: string, lastEventId: string | undefined, open: () => BoardClient): Promise<() => void> {
    if (this.#ended || this.#open >= streamsAtMost) throw new Refusal('service-unavailable');
    const hub = this.#hubOf(office);
    this.#count(1);
    try {
      const leave = await hub.join(lastEventId, open);
      return () => {
        leave();
        this.#count(-1);
        this.#forget(hub);
      };
    } catch (error) {
      this.#count(-1);
      this.#forget(hub);
      throw error;
    }
  }

  /** Where the reading of a partition begins: nothing before it is known. */
  beginAt(partition: number, offset: number): void {
    this.#seen.set(partition, offset - 1);
  }

  seenOf(partition: number): number {
    return this.#seen.get(partition) ?? -1;
  }

  /**
   * @param records of any offices, in the order of their offsets in each partition
   * @param reached how far the partitions have been read with them
   */
  take(records: readonly TicketRecord[], reached: ReadonlyMap<number, number>): void {
    for (const [partition, offset] of reached) this.#seen.set(partition, offset);
    for (const [office, some] of Map.groupBy(records, ({ event }) => event.key))
      boardDeltasSent.inc(this.#hubOf(office).take(some));
  }

  /** Something other than a ticket has changed in an office. */
  touch(office: string): void {
    this.#hubs.get(office)?.touch();
  }

  touchAll(): void {
    for (const hub of this.#hubs.values()) hub.touch();
  }

  /** Ends every stream in an orderly way; the clients come back to another gateway and resume. */
  end(): void {
    this.#ended = true;
    clearInterval(this.#beat);
    for (const hub of this.#hubs.values()) hub.end();
  }

  #hubOf(office: string): OfficeHub {
    const known = this.#hubs.get(office);
    if (known !== undefined) return known;
    const hub = new OfficeHub(
      office,
      async () => await this.#read(office),
      (partition) => this.seenOf(partition),
    );
    this.#hubs.set(office, hub);
    return hub;
  }

  #forget(hub: OfficeHub): void {
    if (hub.idle && this.#hubs.get(hub.office) === hub) this.#hubs.delete(hub.office);
  }

  #count(difference: number): void {
    this.#open += difference;
    streamsOpen.set(this.#open);
  }

  async #read(office: string): Promise<Board> {
    const answer = await this.upstreams.of('queue').call({
      method: 'GET',
      share: 'boards',
      path: `/v1/offices/${encodeURIComponent(office)}/board`,
      headers: injectTrace({ accept: 'application/json' }),
      deadline: performance.now() + readLimitMs,
    });
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      throw new Refusal(answer.statusCode === 404 ? 'not-found' : 'service-unavailable');
    }
    return board.parse(await answer.body.json());
  }
}
