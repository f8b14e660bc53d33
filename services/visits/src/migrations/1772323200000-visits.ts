import { SqlMigration } from '@kezek/platform';

/** Facilities with their rules; detainees as the custody system knows them; visitors with their rights; permissions. */
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
`;
}
