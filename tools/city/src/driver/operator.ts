import { plusMinutes } from '@kezek/platform';
import type { CounterStep } from '../plan/plan';
import type { Answer, Body } from './api';
import type { OfficeRun } from './office-run';
import type { Action } from './refusals';
import { serveTurn, type Server } from './turn';

/** An operator gives a sign at least this often, in the office's time: a fifth of the usual lease. */
const signMinutes = 2;
/** How long an operator looks at an empty hall before pressing again. */
const idleSeconds = 25;

/** One operator at one counter. */
export class Operator implements Server {
  readonly counter: string;
  readonly #client: string;

  constructor(
    readonly run: OfficeRun,
    { counter, operator }: CounterStep,
  ) {
    this.counter = counter;
    this.#client = operator;
  }

  /** Works through the steps of a shift; `stays`: beyond its end, until nobody is inside any more. */
  async work(steps: readonly CounterStep[], stays: boolean): Promise<void> {
    for (const step of steps) {
      if (step.kind === 'open' || step.kind === 'back') {
        await this.keepUntil(step.at);
        await this.#open(step);
      } else if (step.kind === 'pause') {
        await this.#callUntil(() => this.#isPast(step.at));
        await this.#pause(step.reason ?? 'break');
      } else {
        await this.#callUntil(() => this.#isPast(step.at) && (!stays || this.run.empty));
        await this.#close();
      }
    }
  }

  /** A command about a ticket at this counter. */
  async command(action: Action, ticket: string, body: object = {}): Promise<Answer> {
    return this.#ask({ action, method: 'POST', path: `/tickets/${ticket}/${action}`, body });
  }

  async read(ticket: string): Promise<Body> {
    const { body } = await this.#ask({ action: 'read', method: 'GET', path: `/tickets/${ticket}` });
    return body;
  }

  /** Waits, and holds the counter meanwhile; before it is open there is nothing to hold. */
  async keepUntil(instant: Date): Promise<void> {
    const { time } = this.run;
    for (;;) {
      const sign = plusMinutes(time.now(), signMinutes);
      if (!this.#holds || sign >= instant) break;
      await time.until(sign);
      await this.#ask({ action: 'heartbeat', method: 'POST', path: `${this.#session}/heartbeat`, body: {} });
    }
    await time.until(instant);
  }

  #holds = false;

  get #session(): string {
    return `${this.run.path}/counters/${this.counter}/session`;
  }

  #isPast(instant: Date): boolean {
    return this.run.time.now() >= instant;
  }

  async #callUntil(over: () => boolean): Promise<void> {
    const path = `${this.run.path}/counters/${this.counter}/call-next`;
    while (!over()) {
      const { status, body } = await this.#ask({ action: 'call-next', method: 'POST', path, body: {} });
      if (status === 200) await serveTurn(this, body);
      else await this.run.time.forSeconds(idleSeconds);
    }
  }

  async #open({ services }: CounterStep): Promise<void> {
    const body = services === undefined ? {} : { services };
    await this.#ask({ action: 'open', method: 'PUT', path: this.#session, body });
    this.#holds = true;
    this.run.tell({ kind: 'counter-open', counter: this.counter });
  }

  async #pause(reason: string): Promise<void> {
    await this.#ask({ action: 'pause', method: 'POST', path: `${this.#session}/pause`, body: { reason } });
    this.run.tell({ kind: 'counter-paused', counter: this.counter, reason });
  }

  async #close(): Promise<void> {
    await this.#ask({ action: 'close', method: 'DELETE', path: this.#session });
    this.#holds = false;
    this.run.tell({ kind: 'counter-closed', counter: this.counter });
  }

  #ask(command: { action: Action; method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; body?: object }) {
    return this.run.ask({ ...command, client: this.#client });
  }
}
