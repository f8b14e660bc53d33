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
  putContact: {
    name: 'Әлия Сериққызы Нұрланова',
    birthDate: '1980-05-01',
    document: { kind: 'id-card', number: '012345678' },
    phone: '+77011234567',
    language: 'kk',
  },
  revealContact: { purpose: 'The document is compared with its holder at the checkpoint' },
  putRelationship: { kind: 'spouse', from: '2026-03-01' },
  putCredentials: { certificate: 'AD-1024', defenceNotice: 'N-77', expiresOn: '2026-12-31' },
  putBan: { from: '2026-03-10', to: '2026-06-09', basis: 'Order 15: an attempt to hand over a phone' },
  registerPermission: {
    number: '17-04/112',
    body: 'POLICE-TRK',
    detainee: '0199e0f0-0000-7000-8000-000000000001',
    people: ['0199e0f0-0000-7000-8000-0000000000a1'],
    uses: 1,
    validFrom: '2026-03-01',
    validTo: '2026-03-31',
  },
  revokePermission: { reason: 'Letter of the investigator of 12 March 2026' },
  putRestriction: { kind: 'closed-visits', from: '2026-03-10', to: '2026-04-09', basis: 'Order 14, point 2' },
  putNonAssociation: { basis: 'Accomplices in one case: letter of the investigator of 2 March 2026' },
};
