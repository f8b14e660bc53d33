import { waitFor } from '@kezek/testing';
import { Pool } from 'undici';
import { Desk } from './support/desk';
import { office } from './support/rush';
import { sandboxForThisFile } from './support/sandbox';

// All of the public comes from one address here.
const sandbox = sandboxForThisFile({ gateway: { RATE_LIMIT_ADDRESS: 'off', RATE_LIMIT_TRACKING: 'off' } });

const connections = 64;
const visits = 20;

/** Asks without a token over so many connections, each again as soon as it is answered, until it is told to stop. */
class Crowd {
  readonly answers: number[] = [];
  readonly #pool: Pool;
  readonly #going: Promise<unknown>;
  #ended = false;

  constructor(
    origin: string,
    private readonly path: string,
  ) {
    this.#pool = new Pool(origin, { connections });
    this.#going = Promise.all(Array.from({ length: connections }, () => this.#goOn()));
  }

  async leave(): Promise<void> {
    this.#ended = true;
    await this.#going;
    await this.#pool.close();
  }

  async #goOn(): Promise<void> {
    while (!this.#ended) {
      const { statusCode, body } = await this.#pool.request({ method: 'GET', path: this.path });
      await body.dump();
      this.answers.push(statusCode);
    }
  }
}

async function waitingIn(ops: string | undefined, bulkhead: string): Promise<number> {
  const text = await (await fetch(`${ops ?? ''}/metrics`)).text();
  const line = text.split('\n').find((one) => one.includes(`kezek_bulkhead_waiting{bulkhead="${bulkhead}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('beside 64 connections of the public', () => {
  it('an operator issues, calls and serves, and nothing fails', async () => {
    const { gateway, ops } = sandbox().running;
    const [kiosk, operator] = [
      await Desk.of(sandbox(), 'district-turksib'),
      await Desk.of(sandbox(), 'operator-turksib-1'),
    ];
    const counter = `/offices/${office}/counters/1`;
    const ticket = { service: 'certificate', channel: 'kiosk', language: 'ru' };
    const issue = () => kiosk.call(`/offices/${office}/tickets`, { method: 'POST', body: ticket });
    await operator.call(`${counter}/session`, { method: 'PUT', body: {} });
    const watched = (await issue()).body.trackingToken;
    const crowd = new Crowd(gateway, `/v1/track/${watched}`);
    await waitFor(
      async () => (await waitingIn(ops.gateway, 'queue public')) > connections / 2,
      'a crowd waits',
    );

    const statuses: number[] = [];
    const held: number[] = [];
    const act = async (path: string, body: unknown = {}) => {
      const answer = await operator.call(path, { method: 'POST', body });
      statuses.push(answer.status);
      return answer.body;
    };
    for (let visit = 0; visit < visits; visit += 1) {
      statuses.push((await issue()).status);
      const { id } = await act(`${counter}/call-next`);
      await act(`/tickets/${id}/start`);
      held.push(await waitingIn(ops.gateway, 'queue public'));
      await act(`/tickets/${id}/finish`, { outcome: 'served' });
    }
    await crowd.leave();

    expect(statuses).toEqual(Array.from({ length: visits }, () => [201, 200, 200, 200]).flat());
    // It waited before the door meanwhile; between two lines that were sent away together nobody may stand there.
    expect(held.filter((waiting) => waiting > 0).length).toBeGreaterThan(visits / 2);
    expect(new Set(crowd.answers).has(200)).toBe(true);
    expect([...new Set(crowd.answers)].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  }, 180_000);
});
