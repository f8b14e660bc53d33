import type { Visitor } from '../plan/plan';
import type { Answer, Api, Body, Command } from './api';
import { Clockwork, isAbort } from './clockwork';
import type { Happening, Tell } from './happening';
import { type Staff, staffOf } from './staff';

/** A visitor with a ticket. */
export interface Guest {
  readonly id: string;
  readonly trackingToken: string;
  readonly number: string;
  readonly visitor: Visitor;
  /** `away`: parked, sent home until later, or given up and perhaps on the way back. */
  stage: 'waiting' | 'at-counter' | 'away' | 'ended';
  waitsSince: Date;
  missedCalls: number;
  twisted: boolean;
}

export interface Surroundings {
  readonly api: Api;
  readonly time: Clockwork;
  readonly tell: Tell;
}

/** One office in its day: who is inside, and what goes on beside the counters. */
export class OfficeRun {
  readonly staff: Staff;
  readonly time: Clockwork;
  readonly guests = new Map<string, Guest>();
  arrivalsOver = false;
  readonly #closing = new AbortController();
  readonly #api: Api;
  readonly #tell: Tell;
  readonly #tasks = new Set<Promise<void>>();

  constructor(
    readonly office: string,
    { api, time, tell }: Surroundings,
  ) {
    this.staff = staffOf(office);
    this.time = time.stoppedBy(this.#closing.signal);
    this.#api = api;
    this.#tell = tell;
  }

  get path(): string {
    return `/offices/${this.office}`;
  }

  /** Nobody is inside, and nobody will come. */
  get empty(): boolean {
    return this.arrivalsOver && [...this.guests.values()].every(({ stage }) => stage === 'ended');
  }

  ask(command: Command): Promise<Answer> {
    return this.#api.ask(command);
  }

  tell(happening: Omit<Happening, 'at' | 'office'>): void {
    this.#tell({ at: this.time.now(), office: this.office, ...happening });
  }

  /** What goes on beside: ends with the office's day; an error in it is an error of the day. */
  beside(work: () => Promise<void>): void {
    const task = work().catch((error: unknown) => {
      if (!isAbort(error)) throw error;
    });
    this.#tasks.add(task);
    // Errors are heard by `close`; until then nobody may call them unhandled.
    task.catch(() => undefined);
  }

  /** Ends what goes on beside. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#tasks);
  }

  admit(visitor: Visitor, { id, trackingToken, number }: Body): Guest {
    const guest: Guest = {
      id,
      trackingToken,
      number,
      visitor,
      stage: 'waiting',
      waitsSince: this.time.now(),
      missedCalls: 0,
      twisted: false,
    };
    this.guests.set(id, guest);
    return guest;
  }

  /** Who waits again. */
  readmit(guest: Guest): void {
    guest.stage = 'waiting';
    guest.waitsSince = this.time.now();
  }

  /** Somebody whom the plan doesn't know, such as a person with curl: served like anybody else. */
  stranger(ticket: Body): Guest {
    const visitor: Visitor = {
      name: `${this.office} stranger ${ticket.number}`,
      service: ticket.service,
      furtherServices: [],
      channel: 'web',
      language: 'ru',
      walkSeconds: 20,
      workMinutes: {},
      coming: 'comes',
      givenUpBy: 'system',
      outcome: 'served',
    };
    return this.admit(visitor, ticket);
  }
}
