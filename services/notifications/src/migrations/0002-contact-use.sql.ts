/** How long contacts are needed: who comes back in three weeks is called then by the number of today. */
export const contactUse = `
create table contact_use (
  contact_ref  uuid primary key,
  -- The end of the day for which its ticket is booked, or until which it was sent away.
  until        timestamptz not null
);
create index contact_use_over on contact_use (until);

create index notification_of_contact on notification (contact_ref) where state in ('created', 'scheduled', 'sending');
drop index notification_waiting_for_contact;
`;
