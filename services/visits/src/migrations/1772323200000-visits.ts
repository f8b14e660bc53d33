import { SqlMigration } from '@kezek/platform';

/** Facilities with their rules; detainees as the custody system knows them; visitors with their rights; permissions. */
export class Visits1772323200000 extends SqlMigration {
  readonly sql = `
create extension if not exists btree_gist;

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

-- A visitor, without anything that says who it is: hashes are keyed.
create table contact (
  id             uuid primary key,
  office         text not null,
  owner          text,
  language       text not null,
  iin_hash       bytea,
  identity_hash  bytea,
  flags          text[] not null,
  version        integer not null,
  changed_at     timestamptz not null,
  changed_by     text not null
);
create index contact_of_office on contact (office);
create index contact_with_iin on contact (iin_hash) where iin_hash is not null;

-- Words of names as keyed hashes, to be found by.
create table contact_word (
  contact  uuid not null references contact (id),
  word     bytea not null,
  primary key (contact, word)
);
create index contact_word_in on contact_word (word, contact);

-- The only place of what says who a visitor is: AES-256-GCM under a key of the record's own, which is encrypted here.
create table personal_data (
  contact          uuid primary key references contact (id),
  key_id           text not null,
  wrapped_key      bytea not null,
  name             bytea not null,
  birth_date       bytea not null,
  document_kind    bytea not null,
  document_number  bytea not null,
  iin              bytea,
  phone            bytea,
  certificate      bytea
);
create index personal_data_under on personal_data (key_id);

-- Insert-only by grant: who saw personal data in clear, when and why.
create table disclosure (
  id       bigint generated always as identity primary key,
  contact  uuid not null,
  at       timestamptz not null,
  actor    text not null,
  purpose  text not null
);
create index disclosure_of on disclosure (contact, at);

-- No key to the detainee: of one whom nobody knows it is kept all the same, so that no answer tells.
create table relationship (
  contact   uuid not null references contact (id),
  detainee  uuid not null,
  kind      text not null,
  approved  boolean not null,
  from_day  date not null,
  to_day    date,
  primary key (contact, detainee)
);
create index relationship_to on relationship (detainee);

create table ban (
  contact   uuid not null references contact (id),
  detainee  uuid not null,
  from_day  date not null,
  to_day    date,
  basis     text not null,
  primary key (contact, detainee)
);
create index ban_from on ban (detainee);

create table credentials (
  contact         uuid primary key references contact (id),
  defence_notice  text,
  expires_on      date not null
);

-- The written permission of a body. Who is named is found by reading one permission, never the other way round.
create table permission (
  id          uuid primary key,
  body        text not null,
  number      text not null,
  detainee    uuid not null references detainee (id),
  people      uuid[] not null,
  state       text not null,
  uses        integer not null,
  uses_left   integer not null,
  valid_from  date not null,
  valid_to    date not null,
  version     integer not null,
  changed_at  timestamptz not null,
  unique (body, number),
  check (uses_left between 0 and uses),
  check (valid_from <= valid_to)
);
create index permission_for on permission (detainee);

-- A visit by a permission, by its reference, and whether it costs a use.
create table permission_use (
  permission  uuid not null references permission (id),
  visit       text not null,
  held        boolean not null,
  primary key (permission, visit)
);
-- A session that comes again. Its key, with the number of a day in its last 32 bits, is the id of each dated session.
create table session_template (
  facility    text not null,
  code        text not null,
  key         uuid not null unique,
  version     integer not null,
  definition  jsonb not null,
  changed_at  timestamptz not null,
  changed_by  text not null,
  primary key (facility, code)
);

-- A day on which nothing takes place, or, with a template's code, this one does not.
create table excluded_date (
  facility  text not null,
  date      date not null,
  template  text not null default '',
  reason    text not null,
  at        timestamptz not null,
  actor     text not null,
  primary key (facility, date, template)
);

-- A dated session, from when somebody first held a place in it or it was changed; what it is follows from its template.
create table session (
  id         uuid primary key,
  facility   text not null,
  template   text not null,
  date       date not null,
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  room       text not null,
  kind       text not null check (kind in ('social', 'official')),
  excluded   boolean not null default false,
  version    integer not null default 1,
  unique (facility, template, date),
  check (not isempty(tstzrange(starts_at, ends_at))),
  constraint session_room exclude using gist
    (facility with =, room with =, tstzrange(starts_at, ends_at) with &&) where (not excluded)
);

-- Places of one kind. Taken: live visits and holds that nobody has swept. Nobody gets a place beyond the capacity; where
-- that was lowered below what is taken, over says by how much, and shrinks as places are given back.
create table pool (
  session        uuid not null references session (id),
  kind           text not null check (kind in ('open', 'closed', 'legal', 'video', 'walk-in')),
  parties        integer not null check (parties >= 0),
  persons        integer not null check (persons >= 0),
  parties_taken  integer not null default 0 check (parties_taken >= 0),
  persons_taken  integer not null default 0 check (persons_taken >= 0),
  parties_over   integer not null default 0 check (parties_over >= 0),
  persons_over   integer not null default 0 check (persons_over >= 0),
  primary key (session, kind),
  constraint pool_never_oversold
    check (parties_taken <= parties + parties_over and persons_taken <= persons + persons_over)
) with (fillfactor = 50);

-- A place that is kept for somebody. It is over at expires_at, swept or not; its place is given back by whoever comes next.
create table hold (
  ref         text primary key,
  facility    text not null,
  session     uuid not null,
  pool        text not null,
  client      text not null check (client in ('relative', 'lawyer')),
  detainee    uuid not null,
  members     uuid[] not null check (cardinality(members) > 0),
  permission  uuid,
  -- The system that asked, and its own reference of the person; null: staff.
  system      text,
  booker      text,
  held_by     text not null,
  state       text not null check (state in ('active', 'converted', 'expired', 'released')),
  version     integer not null default 1,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  visit       text,
  foreign key (session, pool) references pool (session, kind),
  check ((state = 'converted') = (visit is not null)),
  check ((system is null) = (booker is null))
);
create unique index hold_one_a_booker on hold (system, booker) where state = 'active';
create index hold_of_pool on hold (session, pool) where state = 'active';

create table visit (
  ref         text primary key,
  facility    text not null,
  session     uuid not null,
  pool        text not null,
  date        date not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz not null,
  client      text not null check (client in ('relative', 'lawyer')),
  detainee    uuid not null,
  permission  uuid,
  persons     integer not null check (persons > 0),
  language    text not null check (language in ('kk', 'ru', 'en')),
  service     text not null,
  system      text,
  booker      text,
  booked_by   text not null,
  booked_at   timestamptz not null,
  state       text not null,
  code        text,
  -- Has its place: all but those that came to nothing before their day.
  live        boolean not null,
  version     integer not null default 1,
  changed_at  timestamptz not null,
  foreign key (session, pool) references pool (session, kind),
  unique (ref, starts_at, ends_at, live),
  check (live = (state not in ('rejected', 'auto-rejected', 'withdrawn', 'cancelled'))),
  check ((system is null) = (booker is null)),
  check (not isempty(tstzrange(starts_at, ends_at))),
  constraint visit_detainee exclude using gist
    (detainee with =, tstzrange(starts_at, ends_at) with &&) where (live)
);
create unique index visit_one_a_session on visit (detainee, session) where live;
create index visit_undecided on visit (starts_at) where state = 'requested';
create index visit_of_session on visit (session, pool) where live;
create index visit_of_facility on visit (facility, starts_at, ref);
create index visit_of_booker on visit (system, booker, starts_at, ref) where system is not null;

-- Times and life are those of the visit, and follow it.
create table visit_member (
  visit      text not null,
  contact    uuid not null,
  lead       boolean not null,
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  live       boolean not null,
  primary key (visit, contact),
  foreign key (visit, starts_at, ends_at, live) references visit (ref, starts_at, ends_at, live) on update cascade,
  constraint visit_member_elsewhere exclude using gist
    (contact with =, tstzrange(starts_at, ends_at) with &&) where (live)
);

-- Insert-only by grant: what was done to a visit, and how it was then.
create table visit_change (
  visit      text not null references visit (ref),
  version    integer not null,
  action     text not null,
  state      text not null,
  at         timestamptz not null,
  by         text not null check (by in ('booker', 'staff', 'system')),
  actor      text not null,
  code       text,
  reason     text,
  session    uuid not null,
  starts_at  timestamptz not null,
  primary key (visit, version)
);

-- Insert-only by grant: which month's entitlement a visit uses, or gives back.
create table entitlement_entry (
  id        bigint generated always as identity primary key,
  detainee  uuid not null,
  month     text not null,
  visit     text not null references visit (ref),
  kind      text not null check (kind in ('use', 'give-back')),
  at        timestamptz not null
);
create index entitlement_entry_of_month on entitlement_entry (detainee, month, id);

-- What changed after a booking. Dismissed, it is resolved though its cause is there: it isn't raised anew until that has
-- gone and come again.
create table review_flag (
  id           uuid primary key,
  visit        text not null references visit (ref),
  code         text not null,
  at           timestamptz not null,
  gone_at      timestamptz,
  resolved_at  timestamptz,
  resolved_by  text,
  reason       text,
  check (gone_at is null or resolved_at is not null),
  check ((resolved_by is null) = (reason is null))
);
create unique index review_flag_one_a_cause on review_flag (visit, code) where gone_at is null;
`;
}
