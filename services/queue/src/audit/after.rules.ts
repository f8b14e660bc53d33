import { Refusal } from '@kezek/contracts';
import { z } from 'zod';

/**
 * Where a page of the audit ends: the time in microseconds, then the order in which acts of one moment are told (of the
 * office first, then by ticket).
 */
export interface Place {
  readonly at: string;
  readonly subject: string;
  readonly sequence: string;
}

const parts = z.tuple([
  z.string().regex(/^-?\d{1,17}$/),
  z.union([z.literal(''), z.uuid()]),
  z.string().regex(/^\d{1,18}$/),
]);

export const afterOf = ({ at, subject, sequence }: Place): string =>
  Buffer.from([at, subject, sequence].join(' ')).toString('base64url');

/** @throws Refusal `invalid-request` */
export function placeOf(after: string): Place {
  const read = parts.safeParse(Buffer.from(after, 'base64url').toString().split(' '));
  if (!read.success)
    throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'not-of-this-list' }] });
  const [at, subject, sequence] = read.data;
  return { at, subject, sequence };
}
