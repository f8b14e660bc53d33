import { Refusal } from '@kezek/contracts';
import type {
  AskedSession,
  BookingFacts,
  Detainee,
  Member,
  Party,
  PermissionFacts,
} from '../booking/check.rules';
import { spanOn, type Span } from '../timetable/session-times.rules';
import { almaty, theRules } from './timetable.fixture';

export const day = '2026-03-10';

/** On that day in Almaty, or another one. */
export function hours(startsAt: string, endsAt: string, date = day): Span {
  const span = spanOn({ startsAt, endsAt }, date, almaty);
  if (span === undefined) throw new Error('skipped');
  return span;
}

/** An adult who is approved, and leads the party. */
export const aMember = (contact: string, more: Partial<Member> = {}): Member => ({
  contact,
  birthDate: '1980-05-01',
  lead: contact === 'A',
  relationship: { kind: 'parent', approved: true, from: '2026-01-01' },
  bans: [],
  elsewhere: [],
  ...more,
});

/** An advocate with everything that is asked of one. */
export const counsel = (more: Partial<Member> = {}): Member =>
  aMember('A', {
    relationship: { kind: 'defence-counsel', approved: true, from: '2026-01-01' },
    credentials: { expiresOn: '2026-12-31', defenceNotice: true },
    ...more,
  });

export const aPermission = (more: Partial<PermissionFacts> = {}): PermissionFacts => ({
  detainee: 'D',
  people: ['A', 'B'],
  usesLeft: 1,
  revoked: false,
  from: '2026-03-01',
  to: '2026-03-31',
  ...more,
});

interface Changes {
  readonly members?: readonly Member[];
  readonly party?: Partial<Party>;
  readonly detainee?: Partial<Detainee>;
  readonly session?: Partial<AskedSession>;
  readonly rules?: object;
  readonly window?: BookingFacts['window'];
}

/** A party with which nothing is wrong: its parent visits an accused in the session at ten. */
export const facts = (more: Changes = {}): BookingFacts => ({
  party: {
    client: 'relative',
    members: more.members ?? [aMember('A')],
    permission: aPermission(),
    walkIn: false,
    ...more.party,
  },
  detainee: {
    id: 'D',
    facility: 'ALM-SIZO',
    unit: 'B-2',
    status: 'accused',
    minor: false,
    whereabouts: 'in',
    restrictions: [],
    courtDays: [],
    visits: [],
    apartDays: [],
    entitlement: { left: 1, minutesAtMost: 180 },
    ...more.detainee,
  },
  session: {
    ...hours('10:00', '11:00'),
    facility: 'ALM-SIZO',
    date: day,
    bookableBy: ['relative', 'lawyer'],
    pools: ['open', 'closed', 'legal', 'walk-in'],
    pool: 'open',
    excluded: false,
    ...more.session,
  },
  rules: theRules(more.rules),
  window: more.window ?? { from: '2026-03-01', to: '2026-03-31' },
});

/** The same with an advocate, who has no permission and needs none. */
export const counselsFacts = (more: Changes = {}): BookingFacts =>
  facts({
    ...more,
    members: more.members ?? [counsel()],
    party: { client: 'lawyer', permission: undefined, ...more.party },
    session: { pool: 'legal', ...more.session },
  });

export function allowed<T>(decision: T | Refusal): T {
  if (decision instanceof Refusal) throw decision;
  return decision;
}

export function refused(decision: object): Refusal {
  if (decision instanceof Refusal) return decision;
  throw new Error(`was allowed: ${JSON.stringify(decision)}`);
}
