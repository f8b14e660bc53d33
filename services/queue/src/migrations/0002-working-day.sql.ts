/**
 * Several steps in one visit, the bound on overtaking, presence, the end of a day, the audit. A period now says all
 * that statistics and audit need: nothing that changes later has to be asked.
 */
export const workingDay = `
alter table ticket
  add column emergency    boolean not null default false,
  -- Basis + target: what is promised. A priority moves only the deadline.
  add column target_at    timestamptz,
  -- Services of the visit that are still to come, and steps that are over: [{service, state, outcome}].
  add column planned      text[] not null default '{}',
  add column ended_steps  jsonb not null default '[]',
  -- Transferred to this counter alone.
  add column for_counter  text,
  add column return_on    date,
  add column phone_hash   bytea,
  add column issued_by    text;
update ticket t set target_at = t.due_at,
  issued_by = coalesce((select p.actor from period p where p.ticket = t.id and p.version = 1), 'unknown');
alter table ticket alter column target_at set not null, alter column issued_by set not null;

create index ticket_arrivals on ticket (office, basis_at, issue_order, service) where state = 'waiting';
create index ticket_emergency on ticket (office, due_at, issue_order, service) where state = 'waiting' and emergency;
create index ticket_open on ticket (office, state) where outcome is null;
create index ticket_open_phone on ticket (phone_hash) where outcome is null and phone_hash is not null;
create index ticket_open_iin on ticket (iin_hash) where outcome is null and iin_hash is not null;

-- One row for each version of a ticket: the period that begins with it, who made it begin, how and why.
alter table period
  add column office        text,
  add column business_day  date,
  add column service       text,
  add column action        text,
  add column reason        text,
  add column outcome       text,
  add column basis_at      timestamptz,
  add column target_at     timestamptz;
update period p set office = t.office, business_day = t.business_day, service = t.service,
  action = case p.state when 'waiting' then 'issue' when 'called' then 'call' when 'serving' then 'start'
    when 'served' then 'finish' when 'left' then 'leave' when 'cancelled' then 'cancel'
    when 'closed-unserved' then 'close-day' else p.state end,
  outcome = case when p.state = t.state then t.outcome end, basis_at = t.basis_at, target_at = t.target_at
  from ticket t where t.id = p.ticket;
update period p set reason = o.reason from override o
  where o.ticket = p.ticket and o.at = p.from_at and p.state = 'called';
-- A period says it now.
drop table override;
alter table period alter column office set not null, alter column business_day set not null,
  alter column service set not null, alter column action set not null,
  alter column basis_at set not null, alter column target_at set not null;
create index period_of_day on period (office, business_day);

-- Insert-only by grant: who was passed over by whom, and why. No foreign key: it would lock who waits.
create table overtaking (
  ticket   uuid not null,
  by_ticket uuid not null,
  office   text not null,
  at       timestamptz not null,
  counter  text not null,
  actor    text not null,
  reason   text not null,
  primary key (ticket, at, by_ticket)
);
create index overtaking_in_office on overtaking (office, at);

-- Who was overtaken as often as the office allows: called before everybody else but an emergency.
create table at_bound (
  ticket  uuid primary key,
  office  text not null
);
create index at_bound_in_office on at_bound (office);

create table resource_presence (
  office    text not null,
  resource  text not null,
  present   boolean not null,
  since     timestamptz not null,
  actor     text not null,
  primary key (office, resource)
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
`;

export const workingDayInsertOnly = ['overtaking', 'office_audit'] as const;
