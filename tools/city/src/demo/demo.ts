import { runSandbox, type Sandbox } from '@kezek/stack';
import { drive } from '../driver/drive';
import type { Happening } from '../driver/happening';
import { cityOf } from '../driver/sandbox';
import { planDay } from '../plan/day';
import { almSizo } from '../plan/offices';
import { lineOf } from './lines';

const morning = {
  seed: 'demo',
  date: '2026-03-10',
  timeZone: 'Asia/Almaty',
  from: '08:50',
  to: '13:00',
};

/** `npm start -- --demo`: a morning at the remand prison's front office, until it is noon or a signal comes. */
export function demo(rate: number): Promise<number> {
  const clock = { startsAt: `${morning.date}T${morning.from}:00+05:00`, rate };
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  return runSandbox({ clock }, async (sandbox, _, signal) => {
    for (const line of introduction(sandbox, rate)) say(line);
    const tell = telling(sandbox, say);
    await drive(planDay([almSizo], morning), cityOf(sandbox), { tell, signal });
  });
}

function introduction({ running }: Sandbox, rate: number): string[] {
  return [
    '',
    `A morning at the remand prison's front office, ${String(rate)} times as fast: the doors open at 09:00.`,
    '',
    `  Board        ${running.gateway}/board/${almSizo.office} (as data: ${running.gateway}/v1/offices/${almSizo.office}/board)`,
    `  SMS inbox    ${running.smsc.page}`,
    `  Gateway      ${running.gateway} (API description: ${running.gateway}/docs)`,
    '',
    'Ctrl-C stops everything.',
    '',
  ];
}

/** By then somebody waits long enough to look at a page. */
const shownTicket = 5;

/** Each happening as a line; under one of the first tickets, where its visitor would look. */
function telling({ running }: Sandbox, say: (line: string) => void): (happening: Happening) => void {
  let tickets = 0;
  return (happening) => {
    say(lineOf(happening));
    if (happening.trackingToken === undefined) return;
    tickets += 1;
    if (tickets === shownTicket)
      say(`       the page of this visitor: ${running.gateway}/t/${happening.trackingToken}`);
  };
}
