import { z } from 'zod';

/** What a token may do, with what that means; the closed list. */
export const scopes = {
  'queue:read': 'read tickets and their history',
  'queue:issue': 'issue tickets',
  'queue:operate': 'hold a counter, call and serve',
  'queue:presence': 'say who of the needed resources (a prosecutor) is present',
  'queue:manage': 'end the day of an office',
  'queue:board': 'read boards as a registered device',
  'queue:admin': 'define offices',
  'visits:book': "see a facility's rules and sessions, name visitors, book; of visits only one's own",
  'visits:operate':
    'see every visit and visitor of a facility, with precise reasons; do the day at the checkpoint',
  'visits:manage': 'set the rules, the timetable, bans and restrictions of a facility',
  'notifications:read': 'read what was sent and its state',
  'notifications:send': 'send messages',
  'notifications:admin': 'define templates, see providers',
  'oversight:read': 'read statistics, decisions and audits',
  'agency:subscribe': 'read the topics for agencies',
} as const;
export type Scope = keyof typeof scopes;

/** Who acts without a token, as histories and audits name them: no token may say that it is one of them. */
export const actorsWithoutToken: readonly string[] = ['system', 'visitor', 'visits'];

export const principalKind = z.enum(['system', 'device', 'staff', 'prosecutor', 'agency', 'admin']);

/** Who is asking, as the verified token says. */
export const principal = z.object({
  subject: z.string(),
  kind: principalKind,
  /** Codes of the offices whose things it may touch; `*` is all. */
  offices: z.array(z.string()),
  scopes: z.array(z.string()),
});
export type Principal = z.output<typeof principal>;

export const mayActIn = (caller: Principal, office: string): boolean =>
  caller.offices.includes('*') || caller.offices.includes(office);
