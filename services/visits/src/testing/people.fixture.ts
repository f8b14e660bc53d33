import { randomUUID } from 'node:crypto';
import { Custody } from './custody.fixture';
import type { Ask, Json, VisitsFixture } from './visits.fixture';

/** A visitor as one is named. */
export const aPerson = (more: Json = {}): Json => ({
  name: 'Әлия Нұрланова',
  birthDate: '1980-05-01',
  document: { kind: 'id-card', number: '012345678' },
  phone: '+7 701 123 45 67',
  language: 'kk',
  ...more,
});

/** A booking system of one facility. */
export const portal = (office: string, sub = 'portal') =>
  ({ sub, kind: 'system', offices: [office], scopes: ['visits:book'] }) as const;

/** Somebody of a facility who does the day there, and manages nothing. */
export const clerk = (office: string) =>
  ({
    sub: 'checkpoint',
    kind: 'staff',
    offices: [office],
    scopes: ['visits:book', 'visits:operate'],
  }) as const;

/** Names a visitor; answers the id. */
export async function named(visits: VisitsFixture, more: Json = {}, as: Ask['as'] = {}): Promise<string> {
  const id = randomUUID();
  const { status, body } = await visits.ask(`PUT /contacts/${id}`, { body: aPerson(more), as });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return id;
}

/** Somebody is held in a facility; answers the id. */
export async function held(visits: VisitsFixture, facility: string, more: Json = {}): Promise<string> {
  const custody = new Custody(visits, randomUUID());
  await custody.say('received', '2026-03-01T10:00:00+05:00', { facility, status: 'accused', ...more });
  return custody.detainee;
}
