import type {
  NumberBlock,
  NumberBlockAccount,
  OfflineTicket,
  NumberBlockSync,
  NumberBlockSynced,
} from '@kezek/contracts';
import { randomBytes } from 'node:crypto';
import type { Json } from './office.fixture';
import type { Answer, Ask, QueueFixture } from './queue.fixture';

const device = { sub: 'kiosk-1', kind: 'device' as const, scopes: ['queue:issue'] };

export const aTrackingToken = (): string => randomBytes(16).toString('base64url');

/** What a kiosk does with a block, by hand. */
export class KioskFixture {
  readonly as: typeof device;

  constructor(
    private readonly queue: QueueFixture,
    as: Partial<typeof device> = {},
  ) {
    this.as = { ...device, ...as };
  }

  ask(office: string, body: Json = {}, ask: Ask = {}): Promise<Answer> {
    return this.queue.ask(`POST /offices/${office}/number-blocks`, { as: this.as, body, ...ask });
  }

  async block(office: string, body: Json = {}): Promise<NumberBlock> {
    const answer = await this.ask(office, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as unknown as NumberBlock;
  }

  sync({ office, id, token }: NumberBlock, body: Partial<NumberBlockSync>, ask: Ask = {}): Promise<Answer> {
    return this.queue.ask(`POST /offices/${office}/number-blocks/${id}/sync`, {
      as: this.as,
      body: { token, tickets: [], ...body },
      ...ask,
    });
  }

  /** As `sync`, where it must succeed. */
  async synced(block: NumberBlock, ...tickets: OfflineTicket[]): Promise<NumberBlockSynced> {
    const answer = await this.sync(block, { tickets });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body as unknown as NumberBlockSynced;
  }

  async account({ office, id }: Pick<NumberBlock, 'office' | 'id'>): Promise<NumberBlockAccount> {
    const { body } = await this.queue.ask(`GET /offices/${office}/number-blocks/${id}`);
    return body as unknown as NumberBlockAccount;
  }
}

/** A ticket that a kiosk gave out for reports at the fixture's time. */
export const lent = (number: string, more: Partial<OfflineTicket> = {}): OfflineTicket => ({
  number,
  service: 'reports',
  language: 'kk',
  trackingToken: aTrackingToken(),
  issuedAt: '2026-03-10T05:00:00.000Z',
  ...more,
});
