import { SqlMigration } from '@kezek/platform';

/** Templates, contacts, messages with their attempts, segments and receipts; our own copy of the offices' names. */
export class Notifications1772323200000 extends SqlMigration {
  readonly sql = `
-- Insert-only by grant: a published version never changes. The longest arguments bound what is sent by it.
create table template (
  key              text not null,
  version          integer not null,
  category         text not null,
  lane             text not null,
  validity         text not null,
  unknown_outcome  text not null check (unknown_outcome in ('resend', 'hold', 'query')),
  bodies           jsonb not null,
  segments_at_most jsonb not null,
  names_custody    boolean not null,
  longest          jsonb not null,
  published_at     timestamptz not null,
  primary key (key, version)
);

create table office (
  code     text primary key,
  version  integer not null,
  kind     text not null,
  name     jsonb not null,
  address  jsonb not null
);

-- Contacts are sealed with the public half; the private half lies here encrypted, so that restarts and several
-- instances share it, and stays until nothing that was sealed with it can still arrive.
create table sealing_key (
  kid             text primary key,
  public_jwk      jsonb not null,
  private_sealed  bytea not null,
  not_before      timestamptz not null,
  superseded_at   timestamptz
);

create table contact (
  ref           uuid primary key,
  phone_sealed  bytea,
  phone_hash    bytea,
  phone_masked  text,
  tracking_token_sealed bytea,
  language      text not null,
  is_test       boolean not null,
  -- Why nothing can be sent to it, when that is so.
  fault         text,
  received_at   timestamptz not null,
  erased_at     timestamptz
);
create index contact_to_erase on contact (received_at) where erased_at is null;

-- How long contacts are needed: who comes back in three weeks is called then by the number of today.
create table contact_use (
  contact_ref  uuid primary key,
  -- The end of the day for which its ticket is booked, or until which it was sent away.
  until        timestamptz not null
);
create index contact_use_over on contact_use (until);

create table notification (
  id                uuid primary key,
  template_key      text not null,
  template_version  integer not null,
  language          text not null,
  lane              text not null,
  office            text,
  reference         text,
  contact_ref       uuid not null,
  arguments         jsonb,
  state             text not null,
  status_reason     text,
  version           integer not null default 1,
  -- When the sender is to take it up; null while nothing is to be done: no contact yet, under way, or over.
  next_at           timestamptz,
  -- The account to send through, once the number is known.
  route             text,
  cancel_at         timestamptz,
  -- When its fate is asked for, because no receipt has told it.
  resolve_at        timestamptz,
  encoding          text,
  segments          integer,
  phone_masked      text,
  -- Of a message of several segments: the same in all of them, also when some are sent again.
  concatenation     integer not null,
  cause_event       text not null,
  cause             jsonb not null,
  created_at        timestamptz not null,
  changed_at        timestamptz not null,
  not_before        timestamptz,
  expires_at        timestamptz not null,
  foreign key (template_key, template_version) references template (key, version),
  unique (cause_event, template_key)
) with (fillfactor = 70);
create index notification_due on notification (route, lane, next_at) where next_at is not null;
create index notification_of_contact on notification (contact_ref) where state in ('created', 'scheduled', 'sending');
create index notification_to_expire on notification (expires_at) where state in ('created', 'scheduled', 'sending');
create index notification_to_cancel on notification (cancel_at) where cancel_at is not null and state = 'pending';
create index notification_to_resolve on notification (resolve_at) where resolve_at is not null;
create index notification_by_reference on notification (reference, id);
create index notification_to_erase on notification (created_at) where arguments is not null;

create table attempt (
  notification  uuid not null references notification (id),
  number        integer not null,
  provider      text not null,
  state         text not null,
  status        text,
  claimed_by    text not null,
  -- Renewed by its owner while it is under way: an owner that died or froze lets it lapse.
  lease_until   timestamptz not null,
  claimed_at    timestamptz not null,
  marked_at     timestamptz,
  written_at    timestamptz,
  answered_at   timestamptz,
  primary key (notification, number)
) with (fillfactor = 70);
create index attempt_lapsed on attempt (lease_until) where state in ('claimed', 'written');

create table segment (
  notification    uuid not null references notification (id),
  number          integer not null,
  provider        text not null,
  state           text not null,
  fate            text not null default 'on-its-way',
  message_id      text,
  -- As compared with receipts: lower case, no leading zeros.
  message_key     text,
  -- user_message_reference of the submit_sm: leads a receipt to a segment whose response was lost.
  user_reference  integer not null,
  phone_hash      bytea,
  marked_at       timestamptz not null,
  answered_at     timestamptz,
  fate_at         timestamptz,
  primary key (notification, number)
) with (fillfactor = 70);
create index segment_of_message on segment (provider, message_key, marked_at) where message_key is not null;
create index segment_unknown on segment (provider, phone_hash) where state in ('written', 'unknown');
create index segment_to_erase on segment (marked_at) where phone_hash is not null;

-- Kept as it came, also when nothing is known of its message yet.
create table receipt (
  id              bigint generated always as identity primary key,
  provider        text not null,
  message_id      text not null,
  notations       text[] not null,
  state           text not null,
  error_code      text,
  user_reference  integer,
  phone_hash      bytea,
  done_at         timestamptz,
  received_at     timestamptz not null,
  notification    uuid,
  segment         integer,
  matched_at      timestamptz
) with (fillfactor = 70);
create index receipt_unmatched on receipt using gin (notations) where matched_at is null;
create index receipt_unmatched_in_order on receipt (received_at) where matched_at is null;
create index receipt_received on receipt using brin (received_at);
`;
}
