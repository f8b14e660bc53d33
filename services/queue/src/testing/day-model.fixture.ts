import type { Asked } from './asking.fixture';
import { offered } from './history.fixture';
import type { Json } from './office.fixture';
import { dayOf, holding, leaseMs, VisitsModel, type Desk, type Visit } from './visits-model.fixture';

/** What the service is expected to answer; `then` is what has happened when it did. */
export interface Expected {
  readonly status: number;
  readonly code?: string;
  readonly state?: string;
  readonly then?: (answer: Json) => Visit | undefined;
}

const no = (status: number, code: string, visit?: Visit): Expected => ({
  status,
  code,
  ...(visit && { state: visit.state }),
});
/** An office with one caller at a time: it knows what each call must be answered. */
export class DayModel extends VisitsModel {
  expected(asked: Asked): Expected {
    const { kind } = asked;
    if (kind === 'issue') return this.#issue(asked);
    if (kind === 'presence') return this.#done(() => (this.present = asked.body['present'] === true));
    if (kind === 'rules') return this.#redefine(asked.body);
    if (kind === 'close-day')
      return this.#done(() => {
        this.closeDay(asked.body['returnOn'] as string | undefined);
      });
    if (kind === 'leave') return this.#leave(this.#visit(asked));
    if (['call-next', 'open', 'close', 'pause', 'heartbeat'].includes(kind)) return this.#atDesk(asked);
    return this.#command(asked, this.#visit(asked));
  }

  #done(act: () => unknown): Expected {
    return { status: 200, then: () => void act() };
  }

  #visit({ ticket }: Asked): Visit {
    const visit = this.visits.get(String(ticket));
    if (visit === undefined) throw new Error('a visit of the model');
    return visit;
  }

  #issue({ body }: Asked): Expected {
    const all = [body['service'], ...((body['furtherServices'] ?? []) as unknown[])].map(String);
    if (!all.every(this.gives)) return no(422, 'service-unknown');
    if (body['priority'] === 'danger') return no(403, 'priority-not-allowed');
    if (this.dayEnded === dayOf(this.now)) return no(409, 'office-closed');
    return {
      status: 201,
      then: ({ id, service }) => {
        const visit: Visit = {
          id: String(id),
          state: 'waiting',
          version: 1,
          service: String(service),
          planned: all.filter((code) => code !== service),
          counter: undefined,
          forCounter: undefined,
          returnOn: undefined,
          arrived: dayOf(this.now),
          ended: 0,
          reopened: false,
          calls: 0,
          timer: 0,
          expires: 0,
        };
        this.visits.set(visit.id, visit);
        return all.includes(visit.service) ? visit : undefined;
      },
    };
  }

  #redefine(body: Json): Expected {
    const papers = (body['services'] as { code: string }[]).some(({ code }) => code === 'papers');
    const open = [...this.visits.values()].filter(
      ({ state }) => holding({ state } as Visit) || ['waiting', 'parked', 'return-later'].includes(state),
    );
    const wanted = open.some(({ service, planned }) => service === 'papers' || planned.includes('papers'));
    if (this.papers && !papers && wanted) return no(409, 'office-rules-in-use');
    const rules = body['rules'] as { recallAfterSeconds: number; returnWithinMinutes: number };
    return this.#done(() => {
      this.papers = papers;
      this.rules = {
        recallMs: rules.recallAfterSeconds * 1000,
        returnMs: rules.returnWithinMinutes * 60_000,
      };
    });
  }

  #leave(visit: Visit): Expected {
    if (!offered.visitor[visit.state]) return no(409, 'ticket-wrong-state', visit);
    return this.#done(() => {
      this.change(visit, 'left');
    });
  }

  #atDesk(asked: Asked): Expected {
    const { kind, counter, actor } = asked;
    if (counter === '9') return no(404, 'counter-unknown');
    const desk = this.desks.get(counter);
    if (kind === 'open') return this.#open(asked, desk);
    if (kind === 'close') return this.#leaveDesk(asked, desk);
    if (desk?.operator !== actor) return this.#heldBy(actor, desk) ?? no(409, 'counter-occupied');
    if (kind === 'call-next') return this.#callNext(counter, desk);
    const busy = this.visitAt(counter);
    if (kind === 'pause' && busy) return no(409, 'counter-busy', busy);
    return this.#done(() => {
      desk.paused ||= kind === 'pause';
      this.renew(desk);
    });
  }

  #leaveDesk({ counter, actor }: Asked, desk: Desk | undefined): Expected {
    if (!this.desks.has(counter)) return { status: 204 };
    if (desk && desk.operator !== actor) return no(409, 'counter-occupied');
    return this.#done(() => {
      if (desk) this.close(counter);
    });
  }

  #heldBy(actor: string, desk: Desk | undefined): Expected | undefined {
    if (desk === undefined) return no(409, 'counter-not-open');
    return desk.operator === actor ? undefined : no(409, 'counter-occupied');
  }

  #open({ counter, actor, body }: Asked, desk: Desk | undefined): Expected {
    const chosen = body['services'] as string[] | undefined;
    if (chosen && !chosen.every(this.gives)) return no(422, 'service-unknown');
    const elsewhere = [...this.desks].filter(([code, one]) => one?.operator === actor && code !== counter);
    if (elsewhere.some(([code]) => this.visitAt(code))) return no(409, 'operator-elsewhere');
    if (desk && desk.operator !== actor) return no(409, 'counter-occupied');
    return this.#done(() => {
      for (const [code] of elsewhere) this.close(code);
      const skills = (body['skills'] ?? []) as string[];
      this.desks.set(counter, {
        operator: actor,
        paused: false,
        skills,
        services: chosen,
        until: this.now + leaseMs,
      });
    });
  }

  #callNext(counter: string, desk: Desk): Expected {
    if (desk.paused) return no(409, 'counter-paused');
    if (this.visitAt(counter)) return no(409, 'counter-busy', this.visitAt(counter));
    const some = [...this.visits.values()].filter((visit) => this.mayCall(visit, counter, desk));
    return {
      status: some.length === 0 ? 204 : 200,
      then: ({ id }) => {
        this.renew(desk);
        const visit = some.find((one) => one.id === id);
        return visit && this.call(visit, counter);
      },
    };
  }

  #command(asked: Asked, visit: Visit): Expected {
    const { kind, actor, ifMatch } = asked;
    if (ifMatch !== undefined && ifMatch !== visit.version) return no(412, 'version-mismatch');
    if (!offered.staff[visit.state]?.includes(kind))
      return no(409, kind === 'call' ? 'ticket-not-waiting' : 'ticket-wrong-state', visit);
    const own = this.#ownDesk(visit, actor);
    const refusal = this.#refusal(asked, visit);
    if (refusal) return refusal;
    if (holding(visit) && !own) return no(409, 'ticket-at-another-counter', visit);
    return {
      status: 200,
      then: () => {
        const called = kind === 'call' ? this.desks.get(asked.counter) : undefined;
        for (const one of [own, called]) if (one) this.renew(one);
        return this.#apply(asked, visit);
      },
    };
  }

  #ownDesk({ counter }: Visit, actor: string): Desk | undefined {
    const desk = this.desks.get(String(counter));
    return desk?.operator === actor ? desk : undefined;
  }

  #refusal(asked: Asked, visit: Visit): Expected | undefined {
    const { kind, body } = asked;
    if (kind === 'call') return this.#refuseCall(asked, visit);
    if (kind === 'transfer') return this.#refuseTransfer(visit, body);
    if (kind === 'return-later') return this.#refuseReturn(String(body['on']));
    if (kind === 'resume') return this.#refuseResume(visit);
    return kind === 'reopen' ? this.#refuseReopen(visit) : undefined;
  }

  #refuseResume(visit: Visit): Expected | undefined {
    if (visit.state !== 'return-later') return undefined;
    if (this.dayEnded === dayOf(this.now)) return no(409, 'office-closed');
    return visit.returnOn === dayOf(this.now) ? undefined : no(409, 'return-not-today', visit);
  }

  #refuseReopen(visit: Visit): Expected | undefined {
    const late = visit.reopened || this.now > visit.ended + this.rules.returnMs;
    if (!this.gives(visit.service)) return no(409, 'ticket-wrong-state', visit);
    if (this.dayEnded === dayOf(this.now)) return no(409, 'office-closed');
    return late ? no(409, 'ticket-wrong-state', visit) : undefined;
  }

  #refuseCall({ counter, actor }: Asked, visit: Visit): Expected | undefined {
    if (counter === '9') return no(404, 'counter-unknown');
    const desk = this.desks.get(counter);
    const held = this.#heldBy(actor, desk);
    if (held) return held;
    const busy = this.visitAt(counter);
    if (busy) return no(409, 'counter-busy', busy);
    if (desk?.paused === true) return no(409, 'counter-paused');
    if (desk && !this.serves(desk, visit.service)) return no(409, 'counter-cannot-serve');
    return visit.service === 'charges' && !this.present ? no(409, 'resource-absent') : undefined;
  }

  #refuseTransfer(visit: Visit, body: Json): Expected | undefined {
    const service = String(body['service']);
    const counter = body['counter'] as string | undefined;
    if (!this.gives(service)) return no(422, 'service-unknown');
    if (service === visit.service && (counter ?? visit.counter) === visit.counter)
      return no(422, 'transfer-to-itself');
    if (counter === undefined) return undefined;
    if (counter === '9') return no(404, 'counter-unknown');
    const desk = this.desks.get(counter);
    if (desk === undefined) return no(409, 'counter-not-open');
    return this.serves(desk, service) ? undefined : no(409, 'counter-cannot-serve');
  }

  #refuseReturn(on: string): Expected | undefined {
    const last = dayOf(this.now + 30 * 86_400_000);
    return on >= dayOf(this.now) && on <= last ? undefined : no(422, 'return-date-invalid');
  }

  #apply({ kind, body }: Asked, visit: Visit): Visit {
    const acts: Partial<Record<string, () => Visit>> = {
      call: () => this.call(visit, String(body['counter'])),
      recall: () => this.recall(visit),
      start: () => this.change(visit, 'serving'),
      finish: () => this.served(visit, body['outcome'] !== 'redirected-office'),
      park: () => this.away(visit, 'parked'),
      resume: () => this.change(visit, 'waiting', { returnOn: undefined }),
      'return-later': () => this.away(visit, 'return-later', String(body['on'])),
      'no-show': () => this.change(visit, 'no-show', { ended: this.now }),
      cancel: () => this.change(visit, 'cancelled'),
      reopen: () =>
        Object.assign(this.away(visit, 'waiting'), {
          reopened: true,
          planned: visit.planned.filter(this.gives),
        }),
      transfer: () => {
        this.change(visit, 'transferred');
        return this.stepTo(visit, String(body['service']), body['counter'] as string | undefined);
      },
    };
    const act = acts[kind];
    if (act === undefined) throw new Error(`no ${kind} in the model`);
    return act();
  }
}
