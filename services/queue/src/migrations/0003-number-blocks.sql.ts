/** Blocks of numbers that a kiosk may give out while its line is cut, and what became of each number. */
export const blockTables = `
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

-- Insert-only by grant. Blocks are cut from number_series under the lock of its row, so they cannot overlap.
create table number_block_range (
  block         uuid not null references number_block (id),
  office        text not null,
  business_day  date not null,
  prefix        text not null,
  first         integer not null check (first >= 1),
  last          integer not null,
  services      text[] not null,
  primary key (block, prefix),
  unique (office, business_day, prefix, first),
  unique (office, business_day, prefix, last),
  check (last >= first)
);

-- Insert-only by grant: a number of a block that is a ticket.
create table number_block_ticket (
  block        uuid not null,
  prefix       text not null,
  serial       integer not null,
  ticket       uuid not null unique references ticket (id),
  -- Of all that the kiosk said; the phone goes in as a keyed hash.
  fingerprint  text not null,
  flags        text[] not null,
  synced_at    timestamptz not null,
  primary key (block, prefix, serial),
  foreign key (block, prefix) references number_block_range (block, prefix)
);

-- Insert-only by grant: what a kiosk said and could not be taken over, without phone.
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
  block         uuid not null references number_block (id),
  at            timestamptz not null,
  issued        integer not null,
  conflicts     integer not null,
  offline_from  timestamptz,
  offline_to    timestamptz,
  check ((offline_from is null) = (offline_to is null))
);
create index number_block_sync_of_block on number_block_sync (block, at);

-- Insert-only by grant: the numbers that were never given out, as they were written off.
create table number_block_unused (
  block   uuid not null,
  prefix  text not null,
  first   integer not null,
  last    integer not null,
  primary key (block, prefix, first),
  foreign key (block, prefix) references number_block_range (block, prefix),
  check (last >= first)
);
`;

export const blockInsertOnly = [
  'number_block_range',
  'number_block_ticket',
  'number_block_conflict',
  'number_block_sync',
  'number_block_unused',
] as const;
