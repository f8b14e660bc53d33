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
};
