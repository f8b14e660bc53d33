/** A row of `counter_session`, as `sessionColumns` selects it. */
export interface SessionRow {
  readonly office: string;
  readonly counter: string;
  readonly operator: string;
  readonly state: 'ready' | 'paused' | 'closed';
  readonly reason: string | null;
  /** Null: every service of the office. */
  readonly services: string[] | null;
  readonly skills: string[];
  readonly leaseUntil: Date;
  readonly version: number;
  readonly openedAt: Date;
}

/** For SELECT and RETURNING of the table under the name `s`. */
export const sessionColumns = `s.office, s.counter, s.operator, s.state, s.reason, s.services, s.skills,
  s.lease_until AS "leaseUntil", s.version, s.opened_at AS "openedAt"`;
