import { Refusal } from '@kezek/contracts';
import { relationshipAfter, type Relationship } from './relationship.rules';

const spouse: Relationship = { kind: 'spouse', approved: false, fromDay: '2026-03-01', toDay: null };
const approved = { ...spouse, approved: true };

describe('a relationship', () => {
  it('is approved, and not approved, by staff', () => {
    expect(relationshipAfter(undefined, approved, true)).toEqual(approved);
    expect(relationshipAfter(approved, spouse, true)).toEqual(spouse);
  });

  it('that a system says again stays as staff have left it', () => {
    expect(relationshipAfter(approved, spouse, false)).toEqual(approved);
    expect(relationshipAfter(approved, approved, false)).toEqual(approved);
    expect(relationshipAfter(spouse, spouse, false)).toEqual(spouse);
  });

  it.each([{ kind: 'sibling' as const }, { fromDay: '2026-03-02' }, { toDay: '2026-12-31' }])(
    'that a system changes by %p waits for approval again',
    (changed) => {
      expect(relationshipAfter(approved, { ...spouse, ...changed }, false)).toEqual({
        ...spouse,
        ...changed,
      });
      expect(relationshipAfter(approved, { ...approved, ...changed }, false)).toBeInstanceOf(Refusal);
    },
  );

  it('is not approved by who says it', () => {
    for (const before of [undefined, spouse])
      expect(relationshipAfter(before, approved, false)).toMatchObject({ code: 'forbidden' });
  });
});
