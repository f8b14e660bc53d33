import { mayActIn, Refusal, type Principal } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { ContactRow } from './contact.row';

/** Who sees a facility's visitors, with reasons; others see what is their own. */
export const isStaff = ({ scopes }: Principal): boolean => scopes.includes('visits:operate');

/**
 * The visitor, where the caller may know of it: a system its own, staff those of their facility and of its detainees.
 * @throws Refusal `not-found`
 */
export async function contactFor(manager: EntityManager, id: string, caller: Principal): Promise<ContactRow> {
  const row = await manager.findOneBy(ContactRow, { id });
  if (row === null || !(await mayKnow(manager, row, caller))) throw new Refusal('not-found');
  return row;
}

async function mayKnow(manager: EntityManager, row: ContactRow, caller: Principal): Promise<boolean> {
  if (!isStaff(caller)) return row.owner === caller.subject;
  return row.office === '*' || mayActIn(caller, row.office) || visitsOneOf(manager, row.id, caller.offices);
}

async function visitsOneOf(manager: EntityManager, contact: string, offices: string[]): Promise<boolean> {
  const found = await read(manager, {
    text: `SELECT FROM relationship r JOIN detainee d ON d.id = r.detainee
      WHERE r.contact = $1 AND d.facility = ANY($2::text[]) LIMIT 1`,
    values: [contact, offices],
  });
  return found.length > 0;
}

/**
 * Whose visitor somebody new is: said, or the only facility of the token.
 * @throws Refusal `not-found` for a facility that isn't the caller's, `invalid-request` where it must be said
 */
export function officeFor(said: string | undefined, caller: Principal): string {
  if (said !== undefined) {
    if (!mayActIn(caller, said)) throw new Refusal('not-found');
    return said;
  }
  const [only, ...others] = caller.offices.includes('*') ? ['*'] : caller.offices;
  if (only === undefined || others.length > 0)
    throw new Refusal('invalid-request', {
      errors: [{ pointer: '/office', code: 'missing', detail: 'the token has not one facility' }],
    });
  return only;
}
