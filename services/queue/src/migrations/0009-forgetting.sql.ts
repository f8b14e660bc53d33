/** Finds, of millions of tickets that are over, the few that still say by whom they were held. */
export const forgetting = `
create index ticket_held on ticket (ended_at)
  where ended_at is not null and (phone_hash is not null or iin_hash is not null);
`;
