/** What booking systems and the visits service have said of an appointment, and the ticket that stands for it. */
export const appointments = `
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
`;
