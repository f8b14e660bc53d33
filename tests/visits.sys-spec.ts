import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  visitBooked,
  visitCancelled,
  visitCheckedIn,
  visitRescheduled,
  type EventDefinition,
} from '@kezek/contracts';
import { KafkaLog, recordOf } from '@kezek/platform';
import { waitFor } from '@kezek/testing';
import { Desk, type Body } from './support/desk';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile({ clock: { startsAt: '2026-03-10T05:00:00Z', rate: 1 } });
const office = 'ALM-TRK';
const queueMain = join(__dirname, '..', 'services', 'queue', 'dist', 'main.js');

let log: KafkaLog;
let desk: Desk;
beforeAll(async () => {
  log = new KafkaLog({ brokers: sandbox().running.kafka.brokers, clientId: 'visits' });
  desk = await Desk.of(sandbox(), 'admin');
});
afterAll(() => log.close());

/** Events of one visit, as the visits service will say them; the number is the version. */
function visitOf(code = office) {
  const [visit, detainee] = [`V-${randomUUID().slice(0, 8)}`, randomUUID()];
  const say = (definition: EventDefinition, version: number, more: object = {}) =>
    recordOf({
      definition,
      subject: visit,
      key: detainee,
      sequence: version,
      time: '2026-03-10T05:00:00.000Z',
      data: {
        visit,
        office: code,
        service: 'certificate',
        startsAt: '2026-03-12T06:00:00Z',
        state: 'booked',
        language: 'ru',
        version,
        ...more,
      },
    });
  const path = `/offices/${code}/appointments/${visit}`;
  return { visit, say, ticket: async (): Promise<Body> => (await desk.call(path)).body };
}

const parked = async (...words: string[]): Promise<string> => {
  const env = { PATH: '', DATABASE_URL: sandbox().running.databases.queue };
  const { stdout } = await promisify(execFile)(process.execPath, [queueMain, 'parked', ...words], { env });
  return stdout;
};

const reaches = (ticket: () => Promise<Body>, state: string): Promise<Body> =>
  waitFor(
    async () => {
      const found = await ticket();
      return found.state === state && found;
    },
    `a ticket that is ${state}`,
    30_000,
  );

describe('visits', () => {
  it('become tickets that are moved, wait and end with them, whatever comes twice or late', async () => {
    const [come, gone] = [visitOf(), visitOf()];
    const today = { startsAt: '2026-03-10T06:00:00Z' };
    const [first, moved] = [come.say(visitBooked, 1), come.say(visitRescheduled, 2, today)];
    await log.append([first, first, gone.say(visitBooked, 1)]);
    const { id } = await reaches(come.ticket, 'booked');
    const arrived = come.say(visitCheckedIn, 3, {
      ...today,
      state: 'checked-in',
      arrivedAt: '2026-03-10T05:00:00Z',
    });
    await log.append([arrived, moved, first, arrived]);
    await log.append([
      gone.say(visitCancelled, 3, { state: 'cancelled' }),
      gone.say(visitRescheduled, 2, today),
    ]);
    expect(await reaches(come.ticket, 'waiting')).toMatchObject({
      id,
      number: expect.stringMatching(/^[A-Z]+\d{3}$/) as string,
    });
    await reaches(gone.ticket, 'cancelled');
    const { body } = await desk.call(`/offices/${office}/tickets`);
    expect(body.items).toHaveLength(2);
  }, 90_000);

  it('in an office that is not open yet wait for it, and are booked when it is', async () => {
    const early = visitOf('ALM-NEW');
    await log.append([early.say(visitBooked, 1)]);
    const id = await waitFor(
      async () => /id (\d+)/.exec(await parked('list'))?.[1],
      'a parked event',
      60_000,
    );
    expect(await parked('show', id)).toContain("can't be booked yet");
    const { body } = await desk.call(`/offices/${office}`);
    const definition = { ...body, code: 'ALM-NEW', version: undefined };
    expect((await desk.call('/offices/ALM-NEW', { method: 'PUT', body: definition })).status).toBe(201);
    await parked('retry', id);
    await reaches(early.ticket, 'booked');
  }, 120_000);
});
