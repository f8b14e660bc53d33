import { SqlMigration } from '@kezek/platform';

/** Facilities with their rules. */
export class Visits1772323200000 extends SqlMigration {
  readonly sql = `
-- A facility as it is now: its rules are data.
create table facility (
  office      text primary key,
  version     integer not null,
  rules       jsonb not null,
  changed_at  timestamptz not null,
  changed_by  text not null
);
`;
}
