import { waitFor } from '@kezek/testing';
import { type Caller, operators, withCallers } from './caller.ts';
import { counterOf, issue, openCounters, serve } from './hall.ts';
import { atRate, inParallel } from './load.ts';
import { each, type Outcome } from './result.ts';
import { emptyHall } from './settle.ts';
import { callers, runs, type Stage } from './stage.ts';
import { quantile } from './stats.ts';

const callsPerSecond = 5;
const calls = 40;

interface Message {
  readonly to: string;
  readonly text: string;
  readonly receivedAt: string;
}

interface Called {
  readonly id: string;
  readonly number: string;
  readonly firstCalledAt: string;
}

async function messages({ sandbox }: Stage, phone: string): Promise<Message[]> {
  const answer = await fetch(`${sandbox.running.smsc.page}/messages.json?to=${encodeURIComponent(phone)}`);
  return ((await answer.json()) as { items: Message[] }).items;
}

/** Mobiles of Kazakhstan that no other run has; the simulator delivers to those that end in 0. */
const phoneOf = (run: number, index: number): string =>
  `+7701${String(run).padStart(2, '0')}${String(index).padStart(4, '0')}0`;

/** Visitors with a phone, who have got the message with their number. */
async function arrive(stage: Stage, run: number): Promise<Map<string, string>> {
  const phones = new Map<string, string>();
  await withCallers(stage, ['district-turksib'], async ([kiosk]) => {
    await inParallel(1, calls, async () => {
      const phone = phoneOf(run, phones.size);
      const { number } = await issue(kiosk as Caller, { phone });
      phones.set(number, phone);
    });
  });
  for (const phone of phones.values())
    await waitFor(async () => (await messages(stage, phone)).length > 0, `the first SMS to ${phone}`, 60_000);
  return phones;
}

/** Calls who is next; milliseconds from the call to the submit_sm with the whole message at the SMSC. */
async function call(stage: Stage, phones: Map<string, string>, desk: Desk): Promise<number> {
  const counter = counterOf(desk.number);
  const ticket = await desk.operator.post<Called>(`${counter}/call-next`);
  const phone = phones.get(ticket.number) ?? '';
  const message = await waitFor(
    async () =>
      (await messages(stage, phone)).find(({ text }) => text.includes(`окну ${String(desk.number)}`)),
    `the SMS with the call of ${ticket.number}`,
  );
  await serve(desk.operator, ticket);
  return Date.parse(message.receivedAt) - Date.parse(ticket.firstCalledAt);
}

interface Desk {
  readonly operator: Caller;
  readonly number: number;
}

async function oneRun(stage: Stage, run: number): Promise<number[]> {
  await emptyHall(stage);
  const phones = await arrive(stage, run);
  const times: number[] = [];
  await withCallers(stage, operators(callers), async (some) => {
    const free = some.map(() => Promise.resolve());
    await atRate(callsPerSecond, calls, (index) => {
      const at = index % callers;
      const desk = { operator: some[at] as Caller, number: at + 1 };
      const next = (free[at] as Promise<void>).then(async () => {
        times.push(await call(stage, phones, desk));
      });
      return (free[at] = next);
    });
  });
  return times;
}

export async function benchSms(stage: Stage): Promise<Outcome> {
  await openCounters(stage);
  const all: number[][] = [];
  for (let run = 0; run < runs; run += 1) all.push(await oneRun(stage, run));
  return {
    name: 'sms',
    title: 'From the call to submit_sm on the wire',
    measures: [
      { name: 'called to submit_sm, p50', unit: 'ms', runs: each(all, (times) => quantile(times, 0.5)) },
      { name: 'called to submit_sm, p99', unit: 'ms', runs: each(all, (times) => quantile(times, 0.99)) },
    ],
    notes: [
      `${String(callsPerSecond)} calls a second, ${String(calls)} in each run; from the transaction's time (\`firstCalledAt\`) through outbox, Kafka, notifications and SMPP to the SMSC simulator having the whole message.`,
    ],
  };
}
