import type { Sandbox } from '@kezek/stack';
import { Desk } from './desk';

export const office = 'ALM-TRK';

export interface RushResult {
  /** Ids that were acknowledged to a caller. */
  readonly issued: readonly string[];
  /** Ids in the order in which each operator got them. */
  readonly called: readonly string[];
}

interface Rush {
  readonly tickets: number;
  readonly callers: number;
  /** Every so many tickets one with a phone. */
  readonly phoneEvery: number;
}

/** So many kiosks and so many operators at once, until everybody was served. */
export async function rush(sandbox: Sandbox, { tickets, callers, phoneEvery }: Rush): Promise<RushResult> {
  const issued: string[] = [];
  const called: string[] = [];
  let wanted = tickets;
  let kiosksLeft = callers;
  const kiosk = async () => {
    const desk = await Desk.of(sandbox, 'district-turksib');
    while (wanted > 0) {
      const index = wanted--;
      const phone = index % phoneEvery === 0 ? { phone: phoneOf(index) } : {};
      const body = { service: 'certificate', channel: 'kiosk', language: 'ru', ...phone };
      const answer = await desk.insist(`/offices/${office}/tickets`, { method: 'POST', body });
      if (answer.status !== 201) throw new Error(`issue: ${answer.text}`);
      issued.push(answer.body.id);
    }
    kiosksLeft -= 1;
  };
  const operator = async (number: number) => {
    const desk = await Desk.of(sandbox, `operator-turksib-${String(number)}`);
    const counter = `/offices/${office}/counters/${String(number)}`;
    await desk.insist(`${counter}/session`, { method: 'PUT', body: {} });
    for (;;) {
      const over = kiosksLeft === 0;
      const next = await desk.insist(`${counter}/call-next`, { method: 'POST', body: {} });
      if (next.status === 204 && over) break;
      if (next.status === 204) continue;
      if (next.status !== 200) throw new Error(`call-next: ${next.text}`);
      called.push(next.body.id);
      await serve(desk, next.body.id);
    }
    await desk.insist(`${counter}/session`, { method: 'DELETE' });
  };
  const numbers = Array.from({ length: callers }, (_, index) => index + 1);
  await Promise.all([...numbers.map(kiosk), ...numbers.map(operator)]);
  return { issued, called };
}

async function serve(desk: Desk, id: string): Promise<void> {
  for (const [action, body] of [
    ['start', {}],
    ['finish', { outcome: 'served' }],
  ] as const) {
    const answer = await desk.insist(`/tickets/${id}/${action}`, { method: 'POST', body });
    if (answer.status !== 200) throw new Error(`${action}: ${answer.text}`);
  }
}

/** A Kazakh mobile of its own for each ticket; the simulator delivers to those that end in 0. */
export const phoneOf = (index: number): string => `+7701${String(index).padStart(6, '0')}0`;
