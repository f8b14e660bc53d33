/** Offices, tickets and their periods, counters; forward only. Everything of the platform's own comes from `platformTables`. */
export const queueTables = `
create table office (
  code        text primary key,
  version     integer not null,
  definition  jsonb not null,
  changed_at  timestamptz not null,
  changed_by  text not null
);

-- The counter is taken in the transaction that issues: a number that is taken back leaves no gap.
create table number_series (
  office        text not null,
  prefix        text not null,
  business_day  date not null,
  last          integer not null,
  primary key (office, prefix, business_day)
) with (fillfactor = 50);

create table ticket (
  id                  uuid primary key,
  -- SHA-256: of 128 random bits a digest is enough to find them by. Sealed: for who issues the ticket again, or hands
  -- its link to the visitor.
  tracking_token_hash    bytea not null unique,
  tracking_token_sealed  bytea not null,
  office              text not null,
  service             text not null,
  number              text not null,
  state               text not null,
  version             integer not null default 1,
  step                integer not null default 1,
  channel             text not null,
  language            text not null,
  issued_at           timestamptz not null,
  business_day        date not null,
  basis_at            timestamptz not null,
  due_at              timestamptz not null,
  issue_order         bigint generated always as identity,
  priority              text,
  appointment_reference text,
  appointment_at      timestamptz,
  iin_hash            bytea,
  contact_ref         uuid,
  told_near_at        timestamptz,
  counter             text,
  called_at           timestamptz,
  calls               integer not null default 0,
  call_expires_at     timestamptz,
  -- When the system itself acts on a call that nobody answered: repeats it, then notes the no-show.
  timer_at            timestamptz,
  first_called_at     timestamptz,
  serving_started_at  timestamptz,
  ended_at            timestamptz,
  outcome             text,
  reason              text,
  -- A no-show may come back once.
  reopened_at         timestamptz,
  duration_reliable   boolean not null default true,
  -- Of the last change; never goes back, even when a clock does.
  changed_at          timestamptz not null,
  unique (office, business_day, number),
  check ((outcome is null) = (state not in ('served', 'no-show', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'))),
  check ((counter is not null) or (state not in ('called', 'serving')))
) with (fillfactor = 70);
-- In the order of calling; the service stands last so that counters pass over others' tickets within the index.
create index ticket_next on ticket (office, due_at, issue_order, service) where state = 'waiting';
create unique index ticket_one_claim_per_counter on ticket (office, counter) where state in ('called', 'serving');
create index ticket_timer on ticket (timer_at) where state = 'called';
create index ticket_served on ticket (office, service, ended_at) where state = 'served' and duration_reliable;
create index ticket_in_order on ticket (office, issue_order);
create index ticket_by_state on ticket (office, state, issue_order);

-- Insert-only by grant: a period ends where the next one of its ticket begins.
create table period (
  ticket   uuid not null references ticket (id),
  version  integer not null,
  step     integer not null,
  state    text not null,
  from_at  timestamptz not null,
  actor    text not null,
  counter  text,
  primary key (ticket, version)
);

-- Insert-only by grant: every call out of turn, with who did it and why.
create table override (
  id           bigint generated always as identity primary key,
  office       text not null,
  at           timestamptz not null,
  ticket       uuid not null,
  service      text not null,
  due_at       timestamptz not null,
  issue_order  bigint not null,
  counter      text not null,
  actor        text not null,
  reason       text not null
);
create index override_in_office on override (office, at);

create table counter_session (
  office       text not null,
  counter      text not null,
  operator     text not null,
  -- A counter is serving when a ticket claims it: that is told by the ticket alone.
  state        text not null check (state in ('ready', 'paused', 'closed')),
  reason       text,
  -- Null: every service of the office, also those that are added later.
  services     text[],
  skills       text[] not null default '{}',
  lease_until  timestamptz not null,
  version      integer not null default 1,
  opened_at    timestamptz not null,
  primary key (office, counter)
);
create index counter_session_lease on counter_session (lease_until) where state <> 'closed';
create index counter_session_operator on counter_session (operator) where state <> 'closed';

-- The only place of a phone number: encrypted, and erased when the ticket has been over for a day.
create table contact (
  ref         uuid primary key,
  ticket      uuid not null,
  phone       bytea not null,
  language    text not null,
  created_at  timestamptz not null,
  -- Handed to the notifications service; null while its key is not known yet.
  handed_at   timestamptz
);
create index contact_ticket on contact (ticket);
create index contact_to_hand on contact (created_at) where handed_at is null;

create table sealing_key (
  kid         text primary key,
  jwk         jsonb not null,
  not_before  timestamptz not null
);
`;

/** Tables from which the service's role may only read and to which it may only add. */
export const insertOnly = ['period'] as const;
