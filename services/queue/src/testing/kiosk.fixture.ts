import type { Lease, LeaseAccount, LeasedTicket, LeaseSync, LeaseSynced } from '@kezek/contracts';
import { randomBytes } from 'node:crypto';
import type { Json } from './office.fixture';
import type { Answer, Ask, QueueFixture } from './queue.fixture';

const device = { sub: 'kiosk-1', kind: 'device', scopes: ['queue:issue'] } as const;

export const aHandle = (): string => randomBytes(16).toString('base64url');

/** What a kiosk does with a lease, by hand. */
export class KioskFixture {
  constructor(
    private readonly queue: QueueFixture,
    private readonly as = device,
  ) {}

  ask(office: string, body: Json = {}, ask: Ask = {}): Promise<Answer> {
    return this.queue.ask(`POST /offices/${office}/leases`, { as: this.as, body, ...ask });
  }

  async lease(office: string, body: Json = {}): Promise<Lease> {
    const answer = await this.ask(office, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as unknown as Lease;
  }

  sync({ office, id, token }: Lease, body: Partial<LeaseSync>, ask: Ask = {}): Promise<Answer> {
    return this.queue.ask(`POST /offices/${office}/leases/${id}/sync`, {
      as: this.as,
      body: { token, tickets: [], ...body },
      ...ask,
    });
  }

  /** As `sync`, where it must succeed. */
  async synced(lease: Lease, ...tickets: LeasedTicket[]): Promise<LeaseSynced> {
    const answer = await this.sync(lease, { tickets });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body as unknown as LeaseSynced;
  }

  async account({ office, id }: Pick<Lease, 'office' | 'id'>): Promise<LeaseAccount> {
    const { body } = await this.queue.ask(`GET /offices/${office}/leases/${id}`);
    return body as unknown as LeaseAccount;
  }
}

/** A ticket that a kiosk gave out for reports at the fixture's time. */
export const leased = (number: string, more: Partial<LeasedTicket> = {}): LeasedTicket => ({
  ...{ number, service: 'reports', language: 'kk', handle: aHandle() },
  issuedAt: '2026-03-10T05:00:00.000Z',
  ...more,
});
