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
import { emit, type Once, plusSeconds, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { atCounter } from '../waiting/claim.query';
import { ClosingService } from './closing.service';
import * as sessions from './session.query';
import { noteSession } from './session-audit.query';
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

/** A counter that the office has. */
export interface Place {
  readonly office: Office;
  readonly counter: string;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly closing: ClosingService,
  ) {}

  /** Opens the counter, or changes its profile, or ends a pause. Nobody may withdraw the counter meanwhile. */
  open({ params, body }: InputOf<typeof putSession>, caller: Principal): Promise<CounterSession> {
    return this.work.run(async (tx, now) => {
      await shareOffice(tx, params.office);
      const { office } = await this.placeOf(tx, params);
      const unknown = unknownService(office, body.services);
      if (unknown) throw unknown;
      const operator = isPerson(caller) ? caller.subject : undefined;
      const { here, others } = await sessions.lockOpening(tx, params, { operator, now });
      for (const other of others) await this.#leave(tx, other, now);
      const before = await this.#free(tx, here, caller, now);
      const after: SessionRow = {
        ...before,
        operator: caller.subject,
        state: 'ready',
        reason: null,
        services: body.services ?? null,
        skills: body.skills ?? [],
        leaseUntil: plusSeconds(now, office.rules.leaseSeconds),
        version: before.state === 'ready' ? before.version : before.version + 1,
        openedAt: before.state === 'closed' ? now : before.openedAt,
      };
      await sessions.saveSession(tx, after);
      if (before.state !== 'ready') await emit(tx, counterEvent(after, now));
      await noteSession(tx, after, { action: 'session-opened', at: now, ...profileOf(after) });
      return view(tx, after, office);
    });
  }

  /** Undefined where the counter has never been open. */
  close({ params }: InputOf<typeof deleteSession>, caller: Principal): Promise<CounterSession | undefined> {
    return this.work.run(async (tx, now) => {
      const { office } = await this.placeOf(tx, params);
      const session = await sessions.lockSession(tx, params);
      if (session === null) return undefined;
      const live = isLive(session, now);
      if (live && session.operator !== caller.subject) throw new Refusal('counter-occupied');
      if (session.state === 'closed') return viewOfSession(session, office);
      const closed = await this.closing.close(tx, session, live ? 'logout' : 'lease-expired', now);
      return viewOfSession(closed, office);
    });
  }

  pause(input: InputOf<typeof pauseSession>, caller: Principal): Promise<Once<CounterSession>> {
    const call = { operation: pauseSession, input, client: caller.subject };
    return this.work.once(call, async (tx, now) => {
      const place = await this.placeOf(tx, input.params);
      const session = await this.hold(tx, place, caller, now);
      const ready = { ...session, state: 'ready' } as const;
      const busy = notFree(ready, await atCounter(tx, session.office, session.counter));
      if (busy) throw busy;
      const { reason } = input.body;
      const paused = { ...session, state: 'paused', reason, version: session.version + 1 } as const;
      await sessions.saveSession(tx, paused);
      await emit(tx, counterEvent(paused, now));
      await noteSession(tx, paused, { action: 'session-paused', at: now, reason });
      return viewOfSession(paused, place.office);
    });
  }

  heartbeat({ params }: InputOf<typeof heartbeat>, caller: Principal): Promise<CounterSession> {
    return this.work.run(async (tx, now) => {
      const place = await this.placeOf(tx, params);
      return view(tx, await this.hold(tx, place, caller, now), place.office);
    });
  }

  /** @throws Refusal `not-found`, `counter-unknown` */
  async placeOf(tx: Tx, { office: code, counter }: sessions.CounterKey): Promise<Place> {
    const office = await this.offices.read(tx, code);
    const unknown = unknownCounter(office, counter);
    if (unknown) throw unknown;
    return { office, counter };
  }

  /**
   * Locks the caller's own session and renews its lease.
   * @throws Refusal `counter-not-open`, `counter-occupied`
   */
  async hold(tx: Tx, place: Place, caller: Principal, now: Date): Promise<SessionRow> {
    const held = await this.renew(tx, place, caller, now);
    if (held) return held;
    const found = await sessions.lockSession(tx, { office: place.office.code, counter: place.counter });
    const refusal = notHolding(found, caller.subject, now);
    if (refusal) throw refusal;
    // It became the caller's in between; now that it is locked it stays so.
    const own = await this.renew(tx, place, caller, now);
    if (own === undefined) throw new Error('a session that is held can be renewed');
    return own;
  }

  /** As `hold`, but undefined where the counter isn't the caller's. */
  renew(tx: Tx, { office, counter }: Place, caller: Principal, now: Date): Promise<SessionRow | undefined> {
    const leaseUntil = plusSeconds(now, office.rules.leaseSeconds);
    return sessions.renewSession(tx, {
      office: office.code,
      counter,
      operator: caller.subject,
      now,
      leaseUntil,
    });
  }

  /** A person sits at one counter: an empty one is left by opening another. */
  async #leave(tx: Tx, session: SessionRow, now: Date): Promise<void> {
    const live = isLive(session, now);
    const { office, counter } = session;
    if (live && (await atCounter(tx, office, counter)))
      throw new Refusal('operator-elsewhere', { extra: { office, counter } });
    await this.closing.close(tx, session, live ? 'moved' : 'lease-expired', now);
  }

  /** Ends what an expired lease has left at the counter. */
  async #free(tx: Tx, session: SessionRow, caller: Principal, now: Date): Promise<SessionRow> {
    if (!isLive(session, now))
      return session.state === 'closed' ? session : this.closing.close(tx, session, 'lease-expired', now);
    if (session.operator === caller.subject) return session;
    throw new Refusal('counter-occupied');
  }
}

const profileOf = ({ services, skills }: SessionRow) => ({ detail: { services, skills } });

const view = async (tx: Tx, session: SessionRow, office: Office): Promise<CounterSession> =>
  viewOfSession(session, office, await atCounter(tx, session.office, session.counter));

/** Sits at one counter at a time; a system acts for many. */
const isPerson = ({ kind }: Principal): boolean => kind === 'staff' || kind === 'prosecutor';
