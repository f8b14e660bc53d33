import fc from 'fast-check';
import type { Json, VisitsFixture } from './visits.fixture';

export interface Told {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string;
}

const kinds = [
  'hold',
  'change',
  'release',
  'confirm',
  'cancel',
  'fault',
  'reschedule',
  'capacity',
  'wait',
] as const;

/** What is asked, of the hold, visit or family of a number. */
export const command = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('hold' as const, 'confirm' as const) },
    { weight: 4, arbitrary: fc.constantFrom(...kinds) },
  ),
  which: fc.nat(11),
  date: fc.nat(3),
  persons: fc.integer({ min: 1, max: 2 }),
  minutes: fc.integer({ min: 1, max: 12 }),
});
export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** What must be so after every command, asked of the database and not of the service. */
export class BookingModel {
  constructor(
    private readonly visits: VisitsFixture,
    private readonly office: string,
  ) {}

  async wrong(): Promise<Json[]> {
    const questions = [
      // Taken is what live visits and unswept holds have; never beyond the capacity, but for what was lowered.
      `SELECT 'taken' AS what, p.session::text AS of FROM pool p JOIN session s ON s.id = p.session, LATERAL (
         SELECT count(*) AS parties, coalesce(sum(n), 0) AS persons FROM (
           SELECT cardinality(members) AS n FROM hold h
             WHERE h.session = p.session AND h.pool = p.kind AND h.state = 'active'
           UNION ALL SELECT v.persons FROM visit v WHERE v.session = p.session AND v.pool = p.kind AND v.live) a) held
       WHERE s.facility = $1 AND ((p.parties_taken, p.persons_taken) <> (held.parties, held.persons)
         OR p.parties_over > greatest(0, p.parties_taken - p.parties)
         OR p.persons_over > greatest(0, p.persons_taken - p.persons))`,
      // A detainee's month is used by live visits, and by those whose visitor had a part in it that they were none.
      `SELECT 'entitlement', coalesce(l.visit, v.ref) FROM visit v FULL JOIN (
           SELECT visit, month, sum(CASE kind WHEN 'use' THEN 1 ELSE -1 END) AS used
           FROM entitlement_entry GROUP BY visit, month) l ON l.visit = v.ref AND l.month = left(v.date::text, 7)
       WHERE coalesce(v.facility, $1) = $1 AND
         (v.ref IS NOT NULL AND coalesce(l.used, 0) <> CASE WHEN v.state = 'booked' THEN 1 ELSE 0 END)`,
      `SELECT 'month', e.detainee::text FROM entitlement_entry e JOIN visit v ON v.ref = e.visit WHERE v.facility = $1
       GROUP BY e.detainee, e.month HAVING sum(CASE kind WHEN 'use' THEN 1 ELSE -1 END) NOT BETWEEN 0 AND 2`,
      // A use of the permission is given back where the visitor had no part in it; as many are left as are not held.
      `SELECT 'permission', v.ref FROM visit v LEFT JOIN permission_use u ON u.visit = v.ref
       WHERE v.facility = $1 AND v.permission IS NOT NULL
         AND coalesce(u.held, false) IS DISTINCT FROM (v.state = 'booked' OR v.code = 'visitor-ill')`,
      `SELECT 'uses', p.id::text FROM permission p JOIN detainee d ON d.id = p.detainee WHERE d.facility = $1
         AND p.uses - p.uses_left <> (SELECT count(*) FROM permission_use u WHERE u.permission = p.id AND u.held)`,
      `SELECT 'converted', h.ref FROM hold h LEFT JOIN visit v ON v.ref = h.visit
       WHERE h.facility = $1 AND (h.state = 'converted') <> (v.ref IS NOT NULL)`,
    ];
    const found = await Promise.all(questions.map((sql) => this.visits.rows(sql, [this.office])));
    return found.flat();
  }

  /** Versions without a line of history, or without their one event. */
  async unexplained(): Promise<Json[]> {
    return this.visits.rows(
      `SELECT v.ref, v.version, c.lines, o.events FROM visit v,
         LATERAL (SELECT array_agg(version ORDER BY version) AS lines FROM visit_change WHERE visit = v.ref) c,
         LATERAL (SELECT array_agg((headers ->> 'ce_sequence')::integer ORDER BY id) AS events
           FROM outbox WHERE headers ->> 'ce_subject' = v.ref) o
       WHERE v.facility = $1 AND (c.lines, o.events) IS DISTINCT FROM
         (ARRAY(SELECT generate_series(1, v.version)), ARRAY(SELECT generate_series(1, v.version)))`,
      [this.office],
    );
  }
}
