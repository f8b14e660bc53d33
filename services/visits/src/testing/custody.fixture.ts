import { custodyEvents, type CustodyData, type CustodyWord, type EventEnvelope } from '@kezek/contracts';
import { inTransaction, type EventContext } from '@kezek/platform';
import { CustodyConsumer } from '../custody/custody.consumer';
import type { Json, VisitsFixture } from './visits.fixture';

const handlers = {
  received: 'received',
  transferred: 'transferred',
  released: 'released',
  'out-to-court': 'outToCourt',
  returned: 'returned',
  'restriction-set': 'restrictionSet',
  'restriction-lifted': 'restrictionLifted',
} as const satisfies Record<CustodyWord, keyof CustodyConsumer>;

let said = 0;

/** What the custody system says of a detainee; counted from 1 for each where no sequence is given. */
export class Custody {
  #sequence = 0;

  constructor(
    private readonly visits: VisitsFixture,
    readonly detainee: string,
  ) {}

  event(word: CustodyWord, at: string, more: Json = {}, sequence = (this.#sequence += 1)): CustodyEvent {
    const type = `custody.detainee.${word}` as const;
    const data = custodyEvents
      .find((event) => event.type === type)
      ?.data.parse({ detainee: this.detainee, at, ...more });
    if (data === undefined) throw new Error(word);
    said += 1;
    const { detainee } = this;
    const envelope = { id: `custody-${String(said)}`, type, source: '/custody', time: at, data };
    return { word, envelope: { ...envelope, subject: detainee, key: detainee, sequence } };
  }

  /** As its consumer takes it from Kafka. */
  async tell(...events: readonly CustodyEvent[]): Promise<void> {
    for (const { word, envelope } of events)
      await inTransaction(this.visits.dataSource, (tx) => {
        const context = { tx, topic: 'custody.detainee.v1', partition: 0, offset: 0 } as EventContext;
        return this.visits.app.get(CustodyConsumer)[handlers[word]](envelope as never, context);
      });
  }

  async say(word: CustodyWord, at: string, more: Json = {}): Promise<void> {
    await this.tell(this.event(word, at, more));
  }
}

export interface CustodyEvent {
  readonly word: CustodyWord;
  readonly envelope: EventEnvelope<CustodyData>;
}
