import { SqlMigration } from '@kezek/platform';

/** Facilities with their rules; detainees as the custody system knows them. */
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

-- Insert-only by grant: what was done to somebody's right to visit, or to be visited.
create table act (
  id        bigint generated always as identity primary key,
  at        timestamptz not null,
  actor     text not null,
  action    text not null,
  contact   uuid,
  detainee  uuid,
  detail    jsonb
);
create index act_at on act (at);
create index act_on_contact on act (contact) where contact is not null;
create index act_on_detainee on act (detainee) where detainee is not null;

-- By all that the custody system has said: made anew from custody_event with each event.
create table detainee (
  id                uuid primary key,
  facility          text,
  unit              text,
  status            text,
  minor             boolean not null,
  body              text,
  whereabouts       text,
  since             timestamptz,
  destination       text,
  expected_back_at  timestamptz,
  as_of             timestamptz not null,
  gaps              text[] not null
);
create index detainee_in_facility on detainee (facility);

-- Insert-only by grant: what was said, as it came.
create table custody_event (
  detainee  uuid not null references detainee (id),
  event     text not null,
  word      text not null,
  at        timestamptz not null,
  sequence  bigint not null,
  data      jsonb not null,
  told_at   timestamptz not null,
  primary key (detainee, event)
);

create table restriction (
  detainee  uuid not null references detainee (id),
  source    text not null check (source in ('custody', 'facility')),
  code      text not null,
  kind      text not null,
  from_day  date not null,
  to_day    date,
  basis     text not null,
  lifted    boolean not null,
  at        timestamptz not null,
  primary key (detainee, source, code)
);

-- The smaller id first: a pair is one row.
create table non_association (
  detainee  uuid not null references detainee (id),
  other     uuid not null references detainee (id),
  basis     text not null,
  primary key (detainee, other),
  check (detainee < other)
);
create index non_association_of_other on non_association (other);
`;
}
