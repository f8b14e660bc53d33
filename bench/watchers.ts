import { get, type ClientRequest } from 'node:http';
import { waitFor } from '@kezek/testing';
import { office, type Stage } from './stage.ts';

/** Boards on walls: each notes how long after a call it was told of it. */
export class Watchers {
  /** Milliseconds from the call's transaction, of every call on every board. */
  delays: number[] = [];
  readonly #requests: ClientRequest[] = [];
  #begun = 0;
  #lastChunk = '';
  #lastCalls: readonly number[] = [];

  static async open({ sandbox }: Stage, count: number): Promise<Watchers> {
    const watchers = new Watchers();
    const url = `${sandbox.running.gateway}/v1/offices/${office}/board/stream`;
    for (let index = 0; index < count; index += 1) watchers.#watch(url);
    await waitFor(() => watchers.#begun === count, `${String(count)} board streams`, 60_000);
    return watchers;
  }

  #watch(url: string): void {
    const request = get(url, { agent: false });
    this.#requests.push(request);
    request.on('error', () => undefined);
    request.on('response', (response) => {
      if (response.statusCode === 200) this.#begun += 1;
      let rest = '';
      response.setEncoding('utf8').on('error', () => undefined);
      response.on('data', (text: string) => {
        const now = Date.now();
        const whole = rest + text;
        const end = whole.lastIndexOf('\n\n') + 2;
        rest = end === 1 ? whole : whole.slice(end);
        if (end > 1) for (const at of this.#callsIn(whole.slice(0, end))) this.delays.push(now - at);
      });
    });
  }

  // All boards are told the same: it is read once.
  #callsIn(chunk: string): readonly number[] {
    if (chunk === this.#lastChunk) return this.#lastCalls;
    this.#lastChunk = chunk;
    this.#lastCalls = chunk
      .split('\n\n')
      .filter((frame) => /^event: ?called$/m.test(frame))
      .map((frame) => Date.parse(/"calledAt":"([^"]+)"/.exec(frame)?.[1] ?? ''));
    return this.#lastCalls;
  }

  close(): void {
    for (const request of this.#requests) request.destroy();
  }
}
