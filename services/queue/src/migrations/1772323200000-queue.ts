import { SqlMigration } from '@kezek/platform';

/** Offices, tickets with their periods, counters, appointments, number blocks and the figures of days that are over. */
export class Queue1772323200000 extends SqlMigration {
  readonly sql = `
create table office (
  code        text primary key,
  version     integer not null,
  definition  jsonb not null,
  changed_at  timestamptz not null,
  changed_by  text not null
);

-- An office that ended its day before its hours did.
create table office_day_end (
  office        text not null,
  business_day  date not null,
  at            timestamptz not null,
  actor         text not null,
  reason        text not null,
  primary key (office, business_day)
);

create table resource_presence (
  office    text not null,
  resource  text not null,
  present   boolean not null,
  since     timestamptz not null,
  actor     text not null,
  primary key (office, resource)
);

-- Insert-only by grant: what was done to an office rather than to one ticket.
create table office_audit (
  id       bigint generated always as identity primary key,
  office   text not null,
  at       timestamptz not null,
  actor    text not null,
  action   text not null,
  counter  text,
  reason   text,
  detail   jsonb
);
create index office_audit_at on office_audit (office, at);

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

create table ticket (
  id                     uuid primary key,
  -- SHA-256: of 128 random bits a digest is enough to find them by. Sealed: for who issues the ticket again, or hands
  -- its link to the visitor.
  tracking_token_hash    bytea not null unique,
  tracking_token_sealed  bytea not null,
  office                 text not null,
  service                text not null,
  number                 text not null,
  business_day           date not null,
  state                  text not null,
  version                integer not null default 1,
  step                   integer not null default 1,
  -- Services of the visit that are still to come, and steps that are over: [{service, state, outcome}].
  planned                text[] not null default '{}',
  ended_steps            jsonb not null default '[]',
  channel                text not null,
  language               text not null,
  issued_at              timestamptz not null,
  issued_by              text not null,
  -- A kiosk without a line gave it out and told of it then; when it says that it did, where nothing bears that out.
  synced_at              timestamptz,
  said_at                timestamptz,
  issue_order            bigint generated always as identity,
  basis_at               timestamptz not null,
  -- Basis + target: what is promised. A priority moves only the deadline.
  target_at              timestamptz not null,
  due_at                 timestamptz not null,
  priority               text,
  emergency              boolean not null default false,
  appointment_reference  text,
  appointment_at         timestamptz,
  return_on              date,
  phone_hash             bytea,
  iin_hash               bytea,
  contact_ref            uuid,
  told_near_at           timestamptz,
  -- Transferred to this counter alone.
  for_counter            text,
  counter                text,
  calls                  integer not null default 0,
  called_at              timestamptz,
  call_expires_at        timestamptz,
  -- When the system itself acts on a call that nobody answered: repeats it, then notes the no-show.
  timer_at               timestamptz,
  first_called_at        timestamptz,
  serving_started_at     timestamptz,
  ended_at               timestamptz,
  outcome                text,
  reason                 text,
  -- A no-show may come back once.
  reopened_at            timestamptz,
  duration_reliable      boolean not null default true,
  -- Of the last change; never goes back, even when a clock does.
  changed_at             timestamptz not null,
  unique (office, business_day, number),
  check ((outcome is null) = (state not in ('served', 'no-show', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'))),
  check ((counter is not null) or (state not in ('called', 'serving')))
) with (fillfactor = 70,
  -- Vacuum counts with the present, not with the past: by default it waits until a fifth of the table is dead, which after
  -- a year is three weeks of visits. Each of them has left an entry in the index of who waits, and every call passes over
  -- them (measured: 2.5 ms instead of 0.9). So few dead rows in so large a table would also leave the indexes as they are.
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, vacuum_index_cleanup = on,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
-- In the order of calling; the service stands last so that counters pass over others' tickets within the index.
create index ticket_next on ticket (office, due_at, issue_order, service) where state = 'waiting';
-- Since when somebody stands there, as the claim asks for who stood there before.
create index ticket_arrivals on ticket (office, greatest(basis_at, synced_at), issue_order, service)
  where state = 'waiting';
create index ticket_emergency on ticket (office, due_at, issue_order, service) where state = 'waiting' and emergency;
create unique index ticket_one_claim_per_counter on ticket (office, counter) where state in ('called', 'serving');
create index ticket_timer on ticket (timer_at) where state = 'called';
create index ticket_open on ticket (office, state) where outcome is null;
create index ticket_open_phone on ticket (phone_hash) where outcome is null and phone_hash is not null;
create index ticket_open_iin on ticket (iin_hash) where outcome is null and iin_hash is not null;
create index ticket_served on ticket (office, service, ended_at) where state = 'served' and duration_reliable;
-- Finds, of millions of tickets that are over, the few that still say by whom they were held.
create index ticket_held on ticket (ended_at)
  where ended_at is not null and (phone_hash is not null or iin_hash is not null);
create index ticket_in_order on ticket (office, issue_order);
create index ticket_by_state on ticket (office, state, issue_order);
-- The identity by which people are called: whoever is in the office has a number that nobody else has. A booked one is
-- not there yet, and has a number of its own day.
create unique index ticket_number_open on ticket (office, number)
  where state in ('waiting', 'called', 'serving', 'parked', 'return-later');
create index ticket_may_return on ticket (office, number, ended_at) where state = 'no-show' and reopened_at is null;

-- Insert-only by grant. One row for each version of a ticket: the period that begins with it and ends where the next one
-- begins, who made it begin, how and why. All that statistics and audit need: nothing that changes later has to be asked.
create table period (
  ticket        uuid not null references ticket (id),
  version       integer not null,
  office        text not null,
  business_day  date not null,
  -- The ticket's then, of the series of that day: it may get another one.
  number        text not null,
  step          integer not null,
  service       text not null,
  state         text not null,
  from_at       timestamptz not null,
  actor         text not null,
  action        text not null,
  reason        text,
  counter       text,
  outcome       text,
  basis_at      timestamptz not null,
  target_at     timestamptz not null,
  -- The order in which periods were written, whatever their times say.
  written       bigint generated always as identity,
  primary key (ticket, version)
) with (
  -- What is all-visible is counted in the index alone.
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
create index period_of_day on period (office, business_day, written);
-- What was said on an office's board of late: its calls, and their repetitions, by time.
create index period_said on period (office, from_at) where state = 'called';

-- Insert-only by grant: who was passed over by whom, and why. No foreign key: it would lock who waits. Nobody asks for
-- those of an office: those of a ticket are found by the key.
create table overtaking (
  ticket     uuid not null,
  at         timestamptz not null,
  by_ticket  uuid not null,
  office     text not null,
  counter    text not null,
  actor      text not null,
  reason     text not null,
  primary key (ticket, at, by_ticket)
);

-- Who was overtaken as often as the office allows: called before everybody else but an emergency.
create table at_bound (
  ticket  uuid primary key,
  office  text not null
);
create index at_bound_in_office on at_bound (office);

-- The counter is taken in the transaction that issues: a number that is taken back leaves no gap.
create table number_series (
  office        text not null,
  prefix        text not null,
  business_day  date not null,
  last          integer not null,
  primary key (office, prefix, business_day)
) with (fillfactor = 50);

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

-- What booking systems and the visits service have said of an appointment, and the ticket that stands for it.
create table appointment (
  office      text not null,
  reference   text not null,
  -- Who keeps it: 'visits', or the client that booked it over REST.
  source      text not null,
  -- Of the source: what is older than this is ignored.
  version     integer not null,
  -- As the source said last; the ticket may know better.
  state       text not null check (state in ('booked', 'checked-in', 'cancelled')),
  service     text not null,
  starts_at   timestamptz not null,
  ticket      uuid not null references ticket (id),
  changed_at  timestamptz not null,
  primary key (office, reference)
);
create index appointment_ticket on appointment (ticket);

-- Numbers that a kiosk may give out while its line is cut, and below what became of each of them.
create table number_block (
  id            uuid primary key,
  office        text not null,
  business_day  date not null,
  device        text not null,
  issued_at     timestamptz not null,
  expires_at    timestamptz not null,
  -- From then on nothing is added. The only columns that change: the row is what syncs of a block wait for.
  settled_at    timestamptz,
  settled_by    text,
  check (expires_at > issued_at),
  check ((settled_at is null) = (settled_by is null))
);
create index number_block_of_day on number_block (office, business_day, issued_at, id);
create index number_block_open on number_block (expires_at) where settled_at is null;
create index number_block_unsettled on number_block (office, business_day) where settled_at is null;

-- Insert-only by grant. Blocks are cut from number_series under the lock of its row, so they cannot overlap. They go round
-- numbers that are open: a block may have several ranges of a series.
create table number_block_range (
  block         uuid not null references number_block (id),
  office        text not null,
  business_day  date not null,
  prefix        text not null,
  first         integer not null check (first >= 1),
  last          integer not null,
  services      text[] not null,
  primary key (block, prefix, first),
  unique (office, business_day, prefix, first),
  unique (office, business_day, prefix, last),
  check (last >= first)
);

-- Insert-only by grant: a number of a block that is a ticket.
create table number_block_ticket (
  block         uuid not null references number_block (id),
  prefix        text not null,
  serial        integer not null,
  ticket        uuid not null unique references ticket (id),
  -- Of all that the kiosk said; the phone goes in as a keyed hash.
  fingerprint   text not null,
  flags         text[] not null,
  -- The silence of the device that bears out the time.
  silent_since  timestamptz,
  silent_until  timestamptz,
  primary key (block, prefix, serial),
  check ((silent_since is null) = (silent_until is null))
);

-- Insert-only by grant: what a kiosk said and could not be taken over, but for the phone and the visitor's secret.
create table number_block_conflict (
  block        uuid not null references number_block (id),
  number       text not null,
  fingerprint  text not null,
  reason       text not null,
  said         jsonb not null,
  issued_at    timestamptz not null,
  synced_at    timestamptz not null,
  primary key (block, number, fingerprint, reason)
);

-- Insert-only by grant: each sync that said something new.
create table number_block_sync (
  id            bigint generated always as identity primary key,
  block         uuid not null references number_block (id),
  at            timestamptz not null,
  issued        integer not null,
  conflicts     integer not null,
  offline_from  timestamptz,
  offline_to    timestamptz,
  check ((offline_from is null) = (offline_to is null))
);
create index number_block_sync_of_block on number_block_sync (block, at);

-- When each device was heard last, within ten seconds; and when nothing was heard of it, for a day.
create table device_contact (
  device  text primary key,
  at      timestamptz not null
);
create table device_silence (
  device  text not null,
  since   timestamptz not null,
  until   timestamptz not null,
  primary key (device, until)
);
create index device_silence_old on device_silence (until);

-- Insert-only by grant: the numbers that were never given out, as they were written off.
create table number_block_unused (
  block   uuid not null references number_block (id),
  prefix  text not null,
  first   integer not null,
  last    integer not null,
  primary key (block, prefix, first),
  check (last >= first)
);

-- Insert-only by grant: a day as it was known when it was sealed. By service, counter, operator and hour:
-- counts and histograms of whole seconds, so that days can be added up and still give exact percentiles.
create table day_statistics (
  office        text not null,
  business_day  date not null,
  sealed_at     timestamptz not null,
  -- The last period that the figures know of.
  last_written  bigint not null,
  by_service    jsonb not null,
  by_counter    jsonb not null,
  by_operator   jsonb not null,
  by_hour       jsonb not null,
  digest        text not null,
  primary key (office, business_day)
);
`;
}
