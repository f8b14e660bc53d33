import type { BookingConflict, ReviewFlagReason, Whereabouts } from '@kezek/contracts';

const reasons: { readonly [code in BookingConflict]?: ReviewFlagReason } = {
  'detainee-in-court': 'detainee-in-court',
  'visits-forbidden': 'detainee-restricted',
  'pool-closed-only': 'detainee-restricted',
  'unit-not-admitted': 'unit-changed',
  'non-association': 'non-association',
  'visitor-banned': 'visitor-banned',
  'relationship-missing': 'contact-not-approved',
  'relationship-not-approved': 'contact-not-approved',
  'credentials-missing': 'credentials-expired',
  'credentials-expired': 'credentials-expired',
  'permission-not-usable': 'permission-revoked',
};

const gone: { readonly [where in Whereabouts]?: ReviewFlagReason } = {
  released: 'detainee-released',
  hospital: 'detainee-in-hospital',
};

/** Every flag that follows from what is known of people: where nothing raises one it goes. */
export const reasonsOfPeople: readonly ReviewFlagReason[] = [
  ...new Set([...Object.values(reasons), ...Object.values(gone), 'detainee-transferred' as const]),
];

/**
 * What a booked visit is flagged for, by the rules that it would not meet today. A rule that only a new booking has to
 * meet flags nothing.
 */
export function reasonsFor(
  conflicts: readonly { readonly code: BookingConflict }[],
  whereabouts: Whereabouts | undefined,
): ReviewFlagReason[] {
  const found = conflicts.flatMap(({ code }): ReviewFlagReason[] => {
    if (code === 'detainee-not-here') return [gone[whereabouts ?? 'released'] ?? 'detainee-transferred'];
    const reason = reasons[code];
    return reason === undefined ? [] : [reason];
  });
  return [...new Set(found)];
}
