import { Refusal, type RelationshipKind } from '@kezek/contracts';

export interface Relationship {
  readonly kind: RelationshipKind;
  readonly approved: boolean;
  readonly fromDay: string;
  readonly toDay: string | null;
}

const isSame = (a: Relationship, b: Relationship): boolean =>
  a.kind === b.kind && a.fromDay === b.fromDay && a.toDay === b.toDay;

/**
 * What is on record after somebody has said it: staff approve, and take approval back. What others say again stays
 * approved, what they change waits for approval.
 */
export function relationshipAfter(
  before: Relationship | undefined,
  said: Relationship,
  byStaff: boolean,
): Relationship | Refusal {
  if (byStaff) return said;
  const approved = before !== undefined && before.approved && isSame(before, said);
  if (said.approved && !approved)
    return new Refusal('forbidden', { detail: 'A relationship is approved by staff (visits:operate).' });
  return { ...said, approved };
}
