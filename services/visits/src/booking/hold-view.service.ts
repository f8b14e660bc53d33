import type { HoldView } from '@kezek/contracts';
import type { Opened, Named } from '../timetable/timetable.service';
import type { HoldRow } from './hold.row';
import { stateAt } from './hold.rules';

/** A hold as its booker sees it. */
export function holdViewOf(hold: HoldRow, { facility }: Opened, { session }: Named, now: Date): HoldView {
  const { timeZone } = facility.rules;
  const { ref, pool, client, detainee, permission, booker, members, visit } = hold;
  return {
    ref,
    state: stateAt(hold, now),
    office: hold.facility,
    session: session.id,
    template: session.template,
    date: session.date,
    startsAt: session.startsAt.toISOString(),
    endsAt: session.endsAt.toISOString(),
    timeZone,
    room: session.definition.room,
    pool,
    client,
    detainee,
    members: members.map((contact, index) => ({ contact, lead: index === 0 })),
    expiresAt: hold.expiresAt.toISOString(),
    ...(permission !== null && { permission }),
    ...(booker !== null && { booker }),
    ...(visit !== null && { visit }),
  };
}
