import {
  Refusal,
  type CounterSession,
  type deleteSession,
  type heartbeat,
  type InputOf,
  type Office,
  pauseSession,
  type Principal,
  type putSession,
} from '@kezek/contracts';
import {
  Clock,
  emit,
  inTransaction,
  once,
  onceRequest,
  plusSeconds,
  type Once,
  type Tx,
} from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { atCounter } from '../tickets/claim.query';
import { ClosingService } from './closing.service';
import {
  lockCounter,
  lockElsewhere,
  lockSession,
  renewSession,
  saveSession,
  type Place,
} from './session.query';
import type { SessionRow } from './session.row';
import {
  counterEvent,
  isLive,
  notFree,
  notHolding,
  unknownCounter,
  unknownService,
  viewOfSession,
} from './session.rules';

@Injectable()
export class SessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly offices: OfficesService,
    private readonly closing: ClosingService,
  ) {}

  /** Opens the counter, or changes its profile, or ends a pause. */
  open({ params, body }: InputOf<typeof putSession>, caller: Principal): Promise<CounterSession> {
    return inTransaction(this.dataSource, async (tx) => {
      const office = await this.officeWith(tx, params);
      const unknown = unknownService(office, body.services);
      if (unknown) throw unknown;
      if (caller.kind === 'staff') await this.#leaveOthers(tx, caller.subject, params);
      const now = this.clock.now();
      const before = await this.#free(tx, await lockCounter(tx, params, now), office, caller.subject);
      const after: SessionRow = {
        ...before,
        operator: caller.subject,
        state: 'ready',
        reason: null,
        services: body.services ?? null,
        skills: body.skills ?? [],
        leaseUntil: plusSeconds(now, office.rules.leaseSeconds),
        version: before.state === 'ready' ? before.version : before.version + 1,
        openedAt: isLive(before, now) ? before.openedAt : now,
      };
      await saveSession(tx, after);
      if (before.state !== 'ready') await emit(tx, counterEvent(after, now));
      return this.#view(tx, after, office);
    });
  }

  /** Undefined where the counter has never been open. */
  close({ params }: InputOf<typeof deleteSession>, caller: Principal): Promise<CounterSession | undefined> {
    return inTransaction(this.dataSource, async (tx) => {
      const office = await this.officeWith(tx, params);
      const session = await lockSession(tx, params);
      if (session === undefined) return undefined;
      const now = this.clock.now();
      if (isLive(session, now) && session.operator !== caller.subject) throw new Refusal('counter-occupied');
      if (session.state === 'closed') return viewOfSession(session, office);
      const reason = isLive(session, now) ? 'logout' : 'lease-expired';
      return viewOfSession(await this.closing.close(tx, session, office, reason), office);
    });
  }

  pause(input: InputOf<typeof pauseSession>, caller: Principal): Promise<Once<CounterSession>> {
    return inTransaction(this.dataSource, (tx) =>
      once(tx, onceRequest(pauseSession, input, caller.subject), async () => {
        const office = await this.officeWith(tx, input.params);
        const session = await this.hold(tx, input.params, office, caller);
        const busy = notFree(
          { ...session, state: 'ready' },
          await atCounter(tx, session.office, session.counter),
        );
        if (busy) throw busy;
        const paused = {
          ...session,
          state: 'paused',
          reason: input.body.reason,
          version: session.version + 1,
        } as const;
        await saveSession(tx, paused);
        await emit(tx, counterEvent(paused, this.clock.now()));
        return viewOfSession(paused, office);
      }),
    );
  }

  heartbeat({ params }: InputOf<typeof heartbeat>, caller: Principal): Promise<CounterSession> {
    return inTransaction(this.dataSource, async (tx) => {
      const office = await this.officeWith(tx, params);
      return this.#view(tx, await this.hold(tx, params, office, caller), office);
    });
  }

  /** @throws Refusal `not-found`, `counter-unknown` */
  async officeWith(tx: Tx, place: Place): Promise<Office> {
    const office = await this.offices.read(tx, place.office);
    const unknown = unknownCounter(office, place.counter);
    if (unknown) throw unknown;
    return office;
  }

  /**
   * Locks the caller's own session and renews its lease.
   * @throws Refusal `counter-not-open`, `counter-occupied`
   */
  async hold(tx: Tx, place: Place, office: Office, caller: Principal): Promise<SessionRow> {
    const held = await this.renew(tx, place, office, caller);
    if (held) return held;
    const why = notHolding(await lockSession(tx, place), caller.subject, this.clock.now());
    throw why ?? new Refusal('conflict');
  }

  /** As `hold`, but undefined where the counter isn't the caller's. */
  renew(tx: Tx, place: Place, office: Office, caller: Principal): Promise<SessionRow | undefined> {
    const now = this.clock.now();
    const leaseUntil = plusSeconds(now, office.rules.leaseSeconds);
    return renewSession(tx, {
      ...{ office: place.office, counter: place.counter },
      ...{ operator: caller.subject, now, leaseUntil },
    });
  }

  /** A person sits at one counter: an empty one is left by opening another. */
  async #leaveOthers(tx: Tx, operator: string, place: Place): Promise<void> {
    for (const session of await lockElsewhere(tx, operator, place)) {
      const live = isLive(session, this.clock.now());
      if (live && (await atCounter(tx, session.office, session.counter)))
        throw new Refusal('operator-elsewhere', {
          extra: { office: session.office, counter: session.counter },
        });
      const office = await this.offices.read(tx, session.office);
      await this.closing.close(tx, session, office, live ? 'moved' : 'lease-expired');
    }
  }

  /** Ends what an expired lease has left at the counter. */
  async #free(tx: Tx, session: SessionRow, office: Office, operator: string): Promise<SessionRow> {
    if (isLive(session, this.clock.now())) {
      if (session.operator === operator) return session;
      throw new Refusal('counter-occupied');
    }
    return session.state === 'closed' ? session : this.closing.close(tx, session, office, 'lease-expired');
  }

  async #view(tx: Tx, session: SessionRow, office: Office): Promise<CounterSession> {
    return viewOfSession(session, office, await atCounter(tx, session.office, session.counter));
  }
}
