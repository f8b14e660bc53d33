/** Of `bodyExamples`, those of the visits service. */
export const visitsBodyExamples = {
  putFacilityRules: {
    adultAge: 18,
    visitorsAtMost: 3,
    notice: {
      relative: { minDays: 1, maxDays: 30, workingDays: true },
      lawyer: { minDays: 0, maxDays: 14 },
    },
    weekStartsOn: 'mon',
    lockers: [{ code: 'L01', size: 'medium' }],
    legalBasis: 'Internal rules of the facility, order 12 of 1 March 2026',
  },
  putRestriction: { kind: 'closed-visits', from: '2026-03-10', to: '2026-04-09', basis: 'Order 14, point 2' },
  putNonAssociation: { basis: 'Accomplices in one case: letter of the investigator of 2 March 2026' },
};
