/** Blocks of numbers that a kiosk may give out while its line is cut, and what became of each number. */
export const leaseTables = `
create table number_lease (
  id            uuid primary key,
  office        text not null,
  business_day  date not null,
  device        text not null,
  issued_at     timestamptz not null,
  expires_at    timestamptz not null,
  -- From then on nothing is added. The only columns that change: the row is what syncs of a lease wait for.
  settled_at    timestamptz,
  settled_by    text,
  check (expires_at > issued_at),
  check ((settled_at is null) = (settled_by is null))
);
create index number_lease_of_day on number_lease (office, business_day, issued_at, id);
create index number_lease_open on number_lease (expires_at) where settled_at is null;

-- Insert-only by grant. Blocks are cut from number_series under the lock of its row, so they cannot overlap.
create table lease_range (
  lease         uuid not null references number_lease (id),
  office        text not null,
  business_day  date not null,
  prefix        text not null,
  first         integer not null check (first >= 1),
  last          integer not null,
  services      text[] not null,
  primary key (lease, prefix),
  unique (office, business_day, prefix, first),
  unique (office, business_day, prefix, last),
  check (last >= first)
);

-- Insert-only by grant: a number of a lease that is a ticket.
create table leased_ticket (
  lease        uuid not null,
  prefix       text not null,
  serial       integer not null,
  ticket       uuid not null unique references ticket (id),
  -- Of all that the kiosk said; the phone goes in as a keyed hash.
  fingerprint  text not null,
  flags        text[] not null,
  synced_at    timestamptz not null,
  primary key (lease, prefix, serial),
  foreign key (lease, prefix) references lease_range (lease, prefix)
);

-- Insert-only by grant: what a kiosk said and could not be taken over, without phone.
create table lease_conflict (
  lease        uuid not null references number_lease (id),
  number       text not null,
  fingerprint  text not null,
  reason       text not null,
  said         jsonb not null,
  issued_at    timestamptz not null,
  synced_at    timestamptz not null,
  primary key (lease, number, fingerprint, reason)
);

-- Insert-only by grant: each sync that said something new.
create table lease_sync (
  lease         uuid not null references number_lease (id),
  at            timestamptz not null,
  issued        integer not null,
  conflicts     integer not null,
  offline_from  timestamptz,
  offline_to    timestamptz,
  check ((offline_from is null) = (offline_to is null))
);
create index lease_sync_of_lease on lease_sync (lease, at);

-- Insert-only by grant: the numbers that were never given out, as they were written off.
create table lease_unused (
  lease   uuid not null,
  prefix  text not null,
  first   integer not null,
  last    integer not null,
  primary key (lease, prefix, first),
  foreign key (lease, prefix) references lease_range (lease, prefix),
  check (last >= first)
);
`;

export const leaseInsertOnly = [
  'lease_range',
  'leased_ticket',
  'lease_conflict',
  'lease_sync',
  'lease_unused',
] as const;
