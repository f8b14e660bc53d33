import { services } from './asking.fixture';

export interface Visit {
  readonly id: string;
  state: string;
  version: number;
  service: string;
  planned: string[];
  counter: string | undefined;
  forCounter: string | undefined;
  returnOn: string | undefined;
  readonly arrived: string;
  ended: number;
  reopened: boolean;
  calls: number;
  timer: number;
  expires: number;
}

export interface Desk {
  operator: string;
  paused: boolean;
  services: readonly string[] | undefined;
  skills: readonly string[];
  until: number;
}

export const leaseMs = 1_800_000;
const noShowMs = 90_000;
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
export const holding = (visit: Visit): boolean => visit.state === 'called' || visit.state === 'serving';

/** The visits and desks of an office, and what becomes of them: told once more in few words. */
export class VisitsModel {
  readonly visits = new Map<string, Visit>();
  protected readonly desks = new Map<string, Desk | undefined>();
  protected present = false;
  protected papers = true;
  protected rules = { recallMs: 60_000, returnMs: 30 * 60_000 };
  protected dayEnded = '';
  protected now: number;

  constructor(now: Date) {
    this.now = now.getTime();
  }

  /** The clock goes on; calls that nobody answered and counters that nobody holds end. */
  wait(seconds: number): void {
    const day = dayOf(this.now);
    this.now += seconds * 1000;
    for (const visit of this.visits.values())
      if (visit.state === 'called' && visit.timer <= this.now) this.unanswered(visit);
    for (const [counter, desk] of this.desks) if (desk && desk.until <= this.now) this.close(counter);
    if (dayOf(this.now) !== day) this.endDays();
  }

  protected gives = (service: unknown): boolean =>
    (services as readonly unknown[]).includes(service) && (this.papers || service !== 'papers');

  protected closeDay(returnOn: string | undefined): void {
    const today = dayOf(this.now);
    this.dayEnded = today;
    for (const visit of this.visits.values()) {
      const back = visit.state === 'return-later' && visit.returnOn === today;
      if (visit.state !== 'waiting' && visit.state !== 'parked' && !back) continue;
      if (returnOn === undefined) this.change(visit, 'closed-unserved');
      else this.away(visit, 'return-later', returnOn);
    }
  }

  protected endDays(): void {
    const today = dayOf(this.now);
    const yesterday = dayOf(this.now - 86_400_000);
    for (const visit of this.visits.values()) {
      if (visit.state === 'parked' && visit.arrived < yesterday) this.change(visit, 'closed-unserved');
      if (visit.state === 'return-later' && String(visit.returnOn) < today) this.change(visit, 'expired');
    }
  }

  protected change(visit: Visit, state: string, more: Partial<Visit> = {}): Visit {
    return Object.assign(visit, { state, version: visit.version + 1, ...more });
  }

  /** Off the counter: put aside, waiting again. */
  protected away(visit: Visit, state: string, returnOn?: string, forCounter?: string): Visit {
    return this.change(visit, state, { counter: undefined, forCounter, returnOn, calls: 0 });
  }

  /** The step has ended as served; the next one of the visit begins. */
  protected served(visit: Visit, goesOn = true): Visit {
    this.change(visit, 'served', { ended: this.now });
    const [next] = visit.planned;
    return next !== undefined && goesOn ? this.stepTo(visit, next) : visit;
  }

  protected stepTo(visit: Visit, service: string, forCounter?: string): Visit {
    const planned = visit.planned.filter((code) => code !== service);
    return Object.assign(this.away(visit, 'waiting', undefined, forCounter), { service, planned });
  }

  protected unanswered(visit: Visit): void {
    if (visit.calls > 1) this.change(visit, 'no-show', { ended: this.now });
    else this.recall(visit);
  }

  protected recall(visit: Visit): Visit {
    const timer = Math.max(this.now + noShowMs, visit.expires);
    return this.change(visit, 'called', { calls: visit.calls + 1, timer, expires: timer });
  }

  protected call(visit: Visit, counter: string): Visit {
    const timer = this.now + this.rules.recallMs;
    return this.change(visit, 'called', { counter, calls: 1, timer, expires: timer + noShowMs });
  }

  protected close(counter: string): void {
    const visit = this.visitAt(counter);
    if (visit?.state === 'called') this.away(visit, 'waiting');
    if (visit?.state === 'serving') this.served(visit);
    this.desks.set(counter, undefined);
  }

  protected visitAt = (counter: string): Visit | undefined =>
    [...this.visits.values()].find((visit) => holding(visit) && visit.counter === counter);

  protected serves(desk: Desk, service: string): boolean {
    const skilled = service !== 'papers' || desk.skills.includes('papers');
    return skilled && (desk.services?.includes(service) ?? true);
  }

  protected renew(desk: Desk): void {
    desk.until = Math.max(desk.until, this.now + leaseMs);
  }

  protected mayCall({ state, service, forCounter }: Visit, counter: string, desk: Desk): boolean {
    const other = forCounter === counter ? undefined : this.desks.get(String(forCounter));
    const here = other === undefined || !this.serves(other, service);
    const there = service !== 'charges' || this.present;
    return state === 'waiting' && this.gives(service) && this.serves(desk, service) && there && here;
  }
}
