import { plusMinutes } from '@kezek/platform';
import type { Twist } from '../plan/plan';
import type { Answer, Body } from './api';
import type { Guest, OfficeRun } from './office-run';
import type { Action } from './refusals';
import { callOff, comeBack, comeBackLate } from './visitors';

/** Who serves: an operator at a counter. */
export interface Server {
  readonly run: OfficeRun;
  readonly counter: string;
  command(action: Action, ticket: string, body?: object): Promise<Answer>;
  read(ticket: string): Promise<Body>;
  keepUntil(instant: Date): Promise<void>;
}

const usualMinutes = 5;
const firstCallSeconds = 70;
const repeatedCallSeconds = 60;
const lookSeconds = 15;
const terminal = new Set(['served', 'no-show', 'left', 'cancelled', 'transferred', 'closed-unserved']);

/** What follows a call: the visitor comes and is served, or is waited for in vain. */
export async function serveTurn(operator: Server, ticket: Body): Promise<void> {
  const { run, counter } = operator;
  const guest = run.guests.get(ticket.id) ?? run.stranger(ticket);
  const { number, visitor, waitsSince } = guest;
  guest.stage = 'at-counter';
  const waitedMinutes = (run.time.now().getTime() - waitsSince.getTime()) / 60_000;
  run.tell({ kind: 'called', number, counter, waitedMinutes });
  if (!comes(guest)) {
    await waitInVain(operator, guest);
    return;
  }
  await run.time.forSeconds(visitor.walkSeconds);
  const started = await operator.command('start', ticket.id);
  if (started.status !== 200) {
    settle(guest, await operator.read(ticket.id));
    return;
  }
  run.tell({ kind: 'serving', number, counter, service: ticket.service });
  await serve(operator, guest, ticket.service);
}

const comes = ({ visitor, missedCalls }: Guest): boolean =>
  visitor.coming === 'comes' || (visitor.coming !== 'never' && missedCalls > 0);

/** What the system says has become of a ticket. */
function settle(guest: Guest, { state }: Body): void {
  guest.stage = terminal.has(state) ? 'ended' : 'waiting';
}

async function waitInVain(operator: Server, guest: Guest): Promise<void> {
  const { run } = operator;
  if (guest.visitor.givenUpBy === 'operator') await giveUp(operator, guest);
  let ticket = await operator.read(guest.id);
  while (ticket.state === 'called') {
    await run.time.forSeconds(lookSeconds);
    ticket = await operator.read(guest.id);
  }
  guest.missedCalls += 1;
  settle(guest, ticket);
  if (ticket.state !== 'no-show') return;
  run.tell({ kind: 'no-show', number: guest.number, counter: operator.counter });
  const { coming } = guest.visitor;
  if (typeof coming === 'string' || guest.missedCalls > 1) return;
  guest.stage = 'away';
  run.beside(() => comeBackLate(run, guest, coming.lateMinutes));
}

async function giveUp(operator: Server, { id }: Guest): Promise<void> {
  const { time } = operator.run;
  await time.forSeconds(firstCallSeconds);
  await operator.command('recall', id);
  await time.forSeconds(repeatedCallSeconds);
  await operator.command('no-show', id);
}

async function serve(operator: Server, guest: Guest, service: string): Promise<void> {
  const { visitor } = guest;
  const { time } = operator.run;
  const minutes = visitor.workMinutes[service] ?? usualMinutes;
  const twist = twistOf(guest, service);
  const begun = time.now();
  if (twist !== undefined) {
    await operator.keepUntil(plusMinutes(begun, Math.min(twist.afterMinutes, minutes)));
    guest.twisted = true;
    if (await take(operator, guest, twist)) return;
  }
  await operator.keepUntil(plusMinutes(begun, minutes));
  await finish(operator, guest);
}

/** A visit takes its turn once, and is not handed over to where it is or is going anyway. */
function twistOf({ visitor, twisted }: Guest, service: string): Twist | undefined {
  const { twist, furtherServices } = visitor;
  if (twisted || twist === undefined) return undefined;
  const nowhere =
    twist.kind === 'transfer' && [service, visitor.service, ...furtherServices].includes(twist.service);
  return nowhere ? undefined : twist;
}

/** False when it was refused: then the visit goes on. */
async function take(operator: Server, guest: Guest, twist: Twist): Promise<boolean> {
  const { run, counter } = operator;
  const { number } = guest;
  switch (twist.kind) {
    case 'park': {
      if ((await operator.command('park', guest.id, { reason: 'fetches a paper' })).status !== 200)
        return false;
      guest.stage = 'away';
      run.tell({ kind: 'parked', number, counter });
      run.beside(() => comeBack(run, guest, twist.awayMinutes));
      return true;
    }
    case 'transfer': {
      const body = { service: twist.service, reason: 'belongs there' };
      if ((await operator.command('transfer', guest.id, body)).status !== 200) return false;
      run.readmit(guest);
      run.tell({ kind: 'transferred', number, counter, service: twist.service });
      return true;
    }
    case 'return-later': {
      const body = { on: twist.on, reason: 'a document is missing' };
      if ((await operator.command('return-later', guest.id, body)).status !== 200) return false;
      guest.stage = 'away';
      run.tell({ kind: 'sent-away', number, counter, reason: twist.on });
      const then = twist.returns ? comeBack : callOff;
      run.beside(() => then(run, guest, twist.awayMinutes));
      return true;
    }
  }
}

async function finish(operator: Server, guest: Guest): Promise<void> {
  const { run, counter } = operator;
  const { number, visitor } = guest;
  const { outcome } = visitor;
  const reason = outcome === 'refused-with-reason' ? { reason: 'no right to it' } : {};
  const { status, body } = await operator.command('finish', guest.id, { outcome, ...reason });
  settle(guest, status === 200 ? body : await operator.read(guest.id));
  if (guest.stage === 'waiting') {
    run.readmit(guest);
    run.tell({ kind: 'next-service', number, counter, service: body.service });
  } else run.tell({ kind: 'finished', number, counter });
}
