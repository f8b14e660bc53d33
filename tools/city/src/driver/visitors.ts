import type { Arrival, Visitor } from '../plan/plan';
import type { Answer } from './api';
import { isAbort } from './clockwork';
import type { Guest, OfficeRun } from './office-run';

/** When a device has given out too many tickets within a minute. */
const pressAgainSeconds = 20;

/** Everybody who comes, one after the other. */
export async function receive(run: OfficeRun, arrivals: readonly Arrival[]): Promise<void> {
  const under: Promise<void>[] = [];
  for (const { at, visitor } of arrivals) {
    await run.time.until(at);
    const arriving = arrive(run, visitor);
    // Heard below; until then nobody may call its error unhandled.
    arriving.catch(() => undefined);
    under.push(arriving);
  }
  await Promise.all(under);
  run.arrivalsOver = true;
}

async function arrive(run: OfficeRun, visitor: Visitor): Promise<void> {
  const { service, patienceMinutes } = visitor;
  let answer = await askForTicket(run, visitor);
  while (answer.body.code === 'too-many-tickets') {
    await run.time.forSeconds(pressAgainSeconds);
    answer = await askForTicket(run, visitor);
  }
  if (answer.status !== 201) {
    run.tell({ kind: 'turned-away', service, reason: answer.body.code });
    return;
  }
  const guest = run.admit(visitor, answer.body);
  run.tell({ kind: 'issued', number: guest.number, service, trackingToken: guest.trackingToken });
  if (patienceMinutes !== undefined) run.beside(() => loseHeart(run, guest, patienceMinutes));
}

function askForTicket(run: OfficeRun, visitor: Visitor): Promise<Answer> {
  const { service, furtherServices, channel, language, phone, priority } = visitor;
  const { kiosk, system } = run.staff;
  return run.ask({
    action: 'issue',
    client: channel === 'kiosk' ? kiosk : system,
    method: 'POST',
    path: `${run.path}/tickets`,
    body: {
      service,
      channel,
      language,
      ...(furtherServices.length > 0 && { furtherServices }),
      ...(phone !== undefined && { phone }),
      ...(priority !== undefined && { priority }),
    },
  });
}

async function loseHeart(run: OfficeRun, guest: Guest, patienceMinutes: number): Promise<void> {
  await run.time.forMinutes(patienceMinutes);
  if (guest.stage === 'waiting') await leave(run, guest);
}

/** Gives the ticket back by its tracking token. */
export async function leave(run: OfficeRun, guest: Guest): Promise<void> {
  const path = `/track/${guest.trackingToken}/leave`;
  const { status } = await run.ask({ action: 'leave', method: 'POST', path, body: {} });
  if (status !== 200) return;
  guest.stage = 'ended';
  run.tell({ kind: 'left', number: guest.number });
}

/** Who missed the call is back, and asks at the desk to be let in again. */
export async function comeBackLate(run: OfficeRun, guest: Guest, lateMinutes: number): Promise<void> {
  await run.time.forMinutes(lateMinutes);
  const { status } = await atDesk(run, guest, 'reopen', { reason: 'came late' });
  if (status !== 200) {
    guest.stage = 'ended';
    return;
  }
  run.readmit(guest);
  run.tell({ kind: 'reopened', number: guest.number });
}

/** Who was put aside is back with what was missing. */
export async function comeBack(run: OfficeRun, guest: Guest, awayMinutes: number): Promise<void> {
  await run.time.forMinutes(awayMinutes);
  const { status } = await atDesk(run, guest, 'resume', {});
  if (status !== 200) return;
  run.readmit(guest);
  run.tell({ kind: 'resumed', number: guest.number });
}

/** Who was to return on another day gives the ticket back instead. */
export async function callOff(run: OfficeRun, guest: Guest, minutes: number): Promise<void> {
  // Who has not decided by the end of the day decides then.
  await run.time.forMinutes(minutes).catch((error: unknown) => {
    if (!isAbort(error)) throw error;
  });
  await leave(run, guest);
}

function atDesk(run: OfficeRun, { id }: Guest, action: 'reopen' | 'resume', body: object) {
  const { system } = run.staff;
  return run.ask({ action, client: system, method: 'POST', path: `/tickets/${id}/${action}`, body });
}
