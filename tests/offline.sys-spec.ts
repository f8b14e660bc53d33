import { randomBytes } from 'node:crypto';
import { historyOf } from './checker/read';
import { judge } from './checker/judge';
import { Desk } from './support/desk';
import { office } from './support/rush';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();
const place = `/offices/${office}`;

interface Block {
  readonly id: string;
  readonly token: string;
  readonly ranges: readonly { readonly prefix: string; readonly from: number }[];
}

describe('a kiosk that was cut off', () => {
  it('tells of its visitors; whom they pass are told, and a history of it bears examination', async () => {
    const [kiosk, desk, operator, head] = await Promise.all(
      ['kiosk-turksib', 'district-turksib', 'operator-turksib-1', 'head-turksib'].map((client) =>
        Desk.of(sandbox(), client),
      ),
    );
    if (!kiosk || !desk || !operator || !head) throw new Error('four clients');
    const post = (by: Desk, path: string, body: unknown = {}) => by.call(path, { method: 'POST', body });
    const numbers = { services: ['certificate'], numbersPerPrefix: 5 };
    const refused = await post(desk, `${place}/number-blocks`, numbers);
    expect([refused.status, refused.body.code]).toEqual([403, 'devices-only']);

    const cutOff = Date.now();
    const { id, token, ranges } = (await post(kiosk, `${place}/number-blocks`, numbers))
      .body as unknown as Block;
    const ticket = { service: 'certificate', channel: 'desk', language: 'ru' };
    const stood = (await post(desk, `${place}/tickets`, ticket)).body;
    const [{ prefix, from } = { prefix: '', from: 0 }] = ranges;
    const given = (serial: number, issuedAt: number) => ({
      number: `${prefix}${String(from + serial).padStart(3, '0')}`,
      service: 'certificate',
      language: 'kk',
      trackingToken: randomBytes(16).toString('base64url'),
      issuedAt: new Date(issuedAt).toISOString(),
    });
    // The first came before who stands here; the second is told to have come an hour ago.
    const tickets = [given(0, cutOff - 5_000), given(2, cutOff - 3_600_000)];
    const synced = await post(kiosk, `${place}/number-blocks/${id}/sync`, { token, tickets, final: true });
    expect(synced.status).toBe(200);

    await operator.call(`${place}/counters/1/session`, { method: 'PUT', body: {} });
    const order: string[] = [];
    const call = () => post(operator, `${place}/counters/1/call-next`);
    for (let next = await call(); next.status === 200; next = await call()) {
      order.push(next.body.number);
      await post(operator, `/tickets/${next.body.id}/start`);
      await post(operator, `/tickets/${next.body.id}/finish`, { outcome: 'served' });
    }
    const [first, backdated] = tickets;
    expect(order).toEqual([first?.number, stood.number, backdated?.number]);
    const track = (await desk.call(`/track/${stood.trackingToken}`)).body as unknown as {
      overtaken: object[];
    };
    expect(track.overtaken).toMatchObject([{ reason: 'synced' }]);
    const [day] = (await head.call(`${place}/number-blocks`)).body.items as unknown as { numbers: object }[];
    expect(day?.numbers).toEqual({ lent: 5, used: 2, conflicting: 0, outstanding: 0, unused: 3 });
    const history = await historyOf(sandbox(), office);
    expect(history.tickets).toHaveLength(3);
    expect(judge(history)).toEqual([]);
  }, 120_000);
});
