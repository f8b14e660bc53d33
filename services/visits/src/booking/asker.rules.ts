import { mayActIn, type Principal } from '@kezek/contracts';
import type { Who } from './visit.rules';

/** Whose a hold or a visit is. */
interface Owned {
  readonly facility: string;
  readonly system: string | null;
  readonly booker: string | null;
}

/** Staff see everything of their facility, with the precise reasons. */
export const isStaff = ({ scopes }: Principal): boolean => scopes.includes('visits:operate');

export const whoIs = (caller: Principal): Exclude<Who, 'system'> => (isStaff(caller) ? 'staff' : 'booker');

/** A thing belongs to the system that booked it, and to the facility's staff; of a booker that is named, to no other. */
export const mayTouch = (caller: Principal, { facility, ...owner }: Owned, booker?: string): boolean =>
  mayActIn(caller, facility) &&
  (isStaff(caller) || owner.system === caller.subject) &&
  (booker === undefined || booker === owner.booker);
