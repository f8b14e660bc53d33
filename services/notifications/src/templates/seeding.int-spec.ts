import { ticketClosedUnserved } from '@kezek/contracts';
import { Client } from 'pg';
import { Instance, type Surroundings, surroundings, TicketBuilder } from '../testing/notifications.fixture';
import { seededTemplates, templateKeys } from './seeded-templates.rules';

const formerKeys: readonly string[] = ['ticket-issued', 'turn-near', 'ticket-called'];

let around: Surroundings;
let admin: Client;

beforeAll(async () => {
  around = await surroundings();
  admin = new Client({ connectionString: around.database.adminUrl });
  await admin.connect();
  for (const { key, version, bodies, longest } of seededTemplates)
    if (formerKeys.includes(key))
      await admin.query(
        `INSERT INTO template (key, version, category, lane, validity, unknown_outcome, bodies, segments_at_most,
           names_custody, longest, published_at)
         VALUES ($1, $2, 'call', 'call', 'PT3M', 'resend', $3, '{"kk": 3, "ru": 3, "en": 3}', false, $4, '2026-03-01Z')`,
        [key, version, JSON.stringify(bodies), JSON.stringify(longest)],
      );
});

afterAll(async () => {
  await admin.end();
  await around.close();
});

it('a database that a former release filled gets the new texts, once, from two instances that start together', async () => {
  const instances = await Promise.all([Instance.start(around), Instance.start(around)]);
  const { rows } = await admin.query<{ key: string; version: number; old: boolean }>(
    `SELECT key, version, published_at = '2026-03-01Z' AS old FROM template`,
  );
  expect(rows.map(({ key }) => key).sort()).toEqual([...templateKeys].sort());
  for (const { key, version, old } of rows)
    expect([key, version, old]).toEqual([key, 1, formerKeys.includes(key)]);
  for (const [index, instance] of instances.entries()) {
    const ticket = new TicketBuilder(`+770133000${String(index)}1`);
    await instance.contact(ticket.contactRef, ticket.phone);
    await instance.happened(
      ticket.ended(ticketClosedUnserved, 'closed-unserved', {
        outcome: 'closed-by-day-end',
        reason: 'office-closed',
      }),
    );
    await instance.reaches(ticket.ticket, 'delivered');
    expect(around.simulator.messages(ticket.phone)).toHaveLength(1);
  }
  for (const instance of instances) await instance.stop();
});
