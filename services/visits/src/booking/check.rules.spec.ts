import { bookingConflict, conflictsForAll, refusals, type BookingConflict } from '@kezek/contracts';
import fc from 'fast-check';
import { aMember, aPermission, counsel, counselsFacts, day, facts, hours } from '../testing/booking.fixture';
import { checkBooking, nobody, refuseBooking, toldOutside, type BookingFacts } from './check.rules';

const child = (contact: string) => aMember(contact, { birthDate: '2016-01-01' });
const codes = (asked: BookingFacts) => checkBooking(asked).map(({ code }) => code);
const quarantine = (kind: 'closed-visits' | 'no-visits', from: string, to?: string) => ({
  restrictions: [{ kind, from, ...(to !== undefined && { to }) }],
});
const ban = { bans: [{ from: '2026-03-01', to: day }] };
const dated = { legalBasis: 'Order 12', from: '2026-01-01' };

/** For each rule what breaks it and nothing else, and what comes near it and breaks nothing. */
const cases: Record<BookingConflict, { broken: BookingFacts[]; kept: BookingFacts[] }> = {
  'notice-too-short': {
    broken: [facts({ window: { from: '2026-03-11', to: '2026-03-31' } })],
    kept: [facts({ window: { from: day, to: '2026-03-31' } })],
  },
  'too-far-ahead': {
    broken: [facts({ window: { from: '2026-03-01', to: '2026-03-09' } })],
    kept: [facts({ window: { from: '2026-03-01', to: day } })],
  },
  'session-excluded': { broken: [facts({ session: { excluded: true } })], kept: [facts()] },
  'session-not-for-client': {
    broken: [
      facts({ session: { bookableBy: ['lawyer'] } }),
      counselsFacts({ session: { bookableBy: ['relative'] } }),
    ],
    kept: [facts({ session: { bookableBy: ['relative'] } })],
  },
  'pool-not-for-client': {
    broken: [
      facts({ session: { pool: 'legal' } }),
      facts({ session: { pool: 'walk-in' } }),
      facts({ session: { pool: 'open', pools: ['closed'] } }),
      counselsFacts({ session: { pool: 'open' } }),
    ],
    kept: [facts({ session: { pool: 'walk-in' }, party: { walkIn: true } }), counselsFacts()],
  },
  'pool-closed-only': {
    broken: [facts({ detainee: quarantine('closed-visits', '2026-03-01') })],
    kept: [
      facts({ detainee: quarantine('closed-visits', '2026-03-01'), session: { pool: 'closed' } }),
      facts({ detainee: quarantine('closed-visits', '2026-03-01', '2026-03-09') }),
      facts({ detainee: quarantine('closed-visits', '2026-03-11') }),
      counselsFacts({ detainee: quarantine('closed-visits', '2026-03-01') }),
    ],
  },
  'party-without-lead': {
    broken: [
      facts({ members: [aMember('A', { lead: false })] }),
      facts({ members: [aMember('A'), aMember('B', { lead: true })] }),
      facts({ members: [] }),
    ],
    kept: [facts({ members: [aMember('A'), aMember('B')] })],
  },
  'member-twice': {
    broken: [facts({ members: [aMember('A'), aMember('B'), aMember('B')] })],
    kept: [facts({ members: [aMember('A'), aMember('B')] })],
  },
  'too-many-visitors': {
    broken: [
      facts({ members: ['A', 'C', 'E', 'F'].map((name) => (name === 'A' ? aMember('A') : child(name))) }),
    ],
    kept: [facts({ members: [aMember('A'), child('C'), child('E')] })],
  },
  'too-many-adults': {
    broken: [facts({ members: [aMember('A'), aMember('B')], rules: { adultsAtMost: 1 } })],
    // Eighteen on the day after.
    kept: [
      facts({
        members: [aMember('A'), aMember('B', { birthDate: '2008-03-11' })],
        rules: { adultsAtMost: 1 },
      }),
    ],
  },
  'too-many-children': {
    broken: [
      facts({ members: [aMember('A'), child('C')], rules: { childrenAtMost: 0 } }),
      facts({
        members: [aMember('A'), child('C')],
        rules: { limits: { childrenAtMost: [{ value: 0, ...dated }] } },
      }),
    ],
    // Eighteen on the day itself.
    kept: [
      facts({
        members: [aMember('A'), aMember('B', { birthDate: '2008-03-10' })],
        rules: { childrenAtMost: 0 },
      }),
    ],
  },
  'minor-unaccompanied': { broken: [], kept: [facts({ members: [aMember('A'), child('C')] })] },
  'visitor-elsewhere': {
    broken: [facts({ members: [aMember('A', { elsewhere: [hours('10:59', '12:00')] })] })],
    kept: [
      facts({ members: [aMember('A', { elsewhere: [hours('09:00', '10:00'), hours('11:00', '12:00')] })] }),
    ],
  },
  'relationship-missing': {
    broken: [
      facts({ members: [aMember('A', { relationship: undefined })] }),
      facts({
        members: [aMember('A', { relationship: { kind: 'spouse', approved: true, from: '2026-03-11' } })],
      }),
      facts({
        members: [
          aMember('A', {
            relationship: { kind: 'spouse', approved: true, from: '2026-01-01', to: '2026-03-09' },
          }),
        ],
      }),
      // An advocate is no relative, and a relative no advocate.
      facts({ members: [counsel()] }),
      counselsFacts({
        members: [counsel({ relationship: { kind: 'sibling', approved: true, from: '2026-01-01' } })],
      }),
    ],
    kept: [
      facts({
        members: [aMember('A', { relationship: { kind: 'spouse', approved: true, from: day, to: day } })],
      }),
    ],
  },
  'relationship-not-approved': {
    broken: [
      facts({
        members: [aMember('A', { relationship: { kind: 'other', approved: false, from: '2026-01-01' } })],
      }),
    ],
    kept: [],
  },
  'visitor-banned': {
    broken: [facts({ members: [aMember('A', ban)] }), counselsFacts({ members: [counsel(ban)] })],
    kept: [
      facts({
        members: [aMember('A', { bans: [{ from: '2026-03-01', to: '2026-03-09' }, { from: '2026-03-11' }] })],
      }),
    ],
  },
  'credentials-missing': { broken: [], kept: [facts()] },
  'credentials-expired': {
    broken: [
      counselsFacts({
        members: [counsel({ credentials: { expiresOn: '2026-03-09', defenceNotice: true } })],
      }),
    ],
    kept: [counselsFacts({ members: [counsel({ credentials: { expiresOn: day, defenceNotice: true } })] })],
  },
  'defence-notice-missing': {
    broken: [
      counselsFacts({
        members: [counsel({ credentials: { expiresOn: '2026-12-31', defenceNotice: false } })],
      }),
    ],
    kept: [],
  },
  'detainee-not-here': {
    broken: [
      facts({ detainee: { facility: 'ALA-LA155' } }),
      facts({ detainee: { facility: undefined } }),
      ...(['hospital', 'transferred', 'released'] as const).map((whereabouts) =>
        facts({ detainee: { whereabouts } }),
      ),
    ],
    // Back by then, unless the day is one in court.
    kept: [facts({ detainee: { whereabouts: 'court' } })],
  },
  'detainee-in-court': {
    broken: [facts({ detainee: { courtDays: [day] } }), counselsFacts({ detainee: { courtDays: [day] } })],
    kept: [facts({ detainee: { courtDays: ['2026-03-09', '2026-03-11'] } })],
  },
  'detainee-elsewhere': {
    broken: [facts({ detainee: { visits: [hours('09:30', '10:01')] } })],
    kept: [facts({ detainee: { visits: [hours('09:30', '10:00'), hours('10:00', '11:00', '2026-03-11')] } })],
  },
  'visits-forbidden': {
    broken: [facts({ detainee: quarantine('no-visits', '2026-03-01', day) })],
    kept: [
      facts({ detainee: quarantine('no-visits', '2026-03-11') }),
      counselsFacts({ detainee: quarantine('no-visits', '2026-03-01') }),
    ],
  },
  'unit-not-admitted': {
    broken: [
      facts({ session: { units: ['A-1'] } }),
      facts({ session: { units: ['A-1'] }, detainee: { unit: undefined } }),
    ],
    kept: [facts({ session: { units: ['A-1', 'B-2'] } })],
  },
  'non-association': {
    broken: [facts({ detainee: { apartDays: [day] } })],
    kept: [facts({ detainee: { apartDays: ['2026-03-11'] } })],
  },
  'permission-missing': {
    broken: [
      facts({ party: { permission: undefined } }),
      // Nothing is known of the status: it is asked for.
      facts({ party: { permission: undefined }, detainee: { status: undefined } }),
    ],
    kept: [facts({ party: { permission: undefined }, detainee: { status: 'convicted' } }), counselsFacts()],
  },
  'permission-not-usable': {
    broken: [{ usesLeft: 0 }, { revoked: true }, { detainee: 'E' }].map((more) =>
      facts({ party: { permission: aPermission(more) } }),
    ),
    kept: [facts({ party: { permission: aPermission({ usesLeft: 0 }) }, detainee: { status: 'convicted' } })],
  },
  'permission-not-valid-on-day': {
    broken: [{ from: '2026-03-11' }, { to: '2026-03-09' }].map((more) =>
      facts({ party: { permission: aPermission(more) } }),
    ),
    kept: [facts({ party: { permission: aPermission({ from: day, to: day }) } })],
  },
  'permission-not-naming': {
    broken: [facts({ members: [aMember('A'), aMember('F')] })],
    // A child needs no name in it.
    kept: [facts({ members: [aMember('A'), child('F')] })],
  },
  'entitlement-used-up': {
    broken: [
      facts({ detainee: { entitlement: { left: 0, minutesAtMost: 180 } } }),
      facts({ detainee: { entitlement: { left: -1, minutesAtMost: 180 } } }),
      facts({ detainee: { entitlement: undefined } }),
    ],
    kept: [counselsFacts({ detainee: { entitlement: { left: 0, minutesAtMost: 180 } } })],
  },
  'visit-too-long': {
    broken: [facts({ session: hours('10:00', '13:01') })],
    kept: [facts({ session: hours('10:00', '13:00') }), counselsFacts({ session: hours('10:00', '16:00') })],
  },
};

describe.each(Object.entries(cases))('%s', (code, { broken, kept }) => {
  it('is said of whoever breaks the rule, and nothing else is', () => {
    for (const one of broken) expect(codes(one)).toEqual([code]);
  });
  it('is not said of who comes near to it', () => {
    for (const one of kept) expect(codes(one)).toEqual([]);
  });
  it('is in the table of refusals', () => {
    expect(refusals[code as BookingConflict].status).toBe(422);
  });
});

describe('several rules at once', () => {
  it('a child alone has neither an adult nor a lead', () => {
    const alone = checkBooking(facts({ members: [child('A')] }));
    expect(alone).toEqual([{ code: 'party-without-lead' }, { code: 'minor-unaccompanied', member: 'A' }]);
  });

  it('an advocate without a certificate has given no notice of defence, either', () => {
    const unknown = counselsFacts({ members: [counsel({ credentials: undefined })] });
    expect(codes(unknown)).toEqual(['credentials-missing', 'defence-notice-missing']);
  });

  it('all are said, of each member by itself', () => {
    const members = [
      aMember('A', { ...ban, relationship: undefined }),
      aMember('B', { ...ban, elsewhere: [hours('10:30', '11:30')] }),
      child('C'),
    ];
    const detainee = { courtDays: [day], whereabouts: 'hospital' as const };
    const asked = facts({
      members,
      detainee,
      party: { permission: aPermission({ people: ['A'], usesLeft: 0 }) },
    });
    expect(checkBooking(asked)).toEqual([
      { code: 'visitor-elsewhere', member: 'B' },
      { code: 'relationship-missing', member: 'A' },
      { code: 'visitor-banned', member: 'A' },
      { code: 'visitor-banned', member: 'B' },
      { code: 'detainee-not-here' },
      { code: 'detainee-in-court' },
      { code: 'permission-not-usable' },
      { code: 'permission-not-naming', member: 'B' },
    ]);
  });

  it('what is broken together is what is broken alone', () => {
    const parts = fc.record({
      window: fc.constantFrom({ from: day, to: day }, { from: '2026-03-11', to: '2026-03-31' }),
      excluded: fc.boolean(),
      court: fc.boolean(),
      apart: fc.boolean(),
      forbidden: fc.boolean(),
      left: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(parts, ({ window, excluded, court, apart, forbidden, left }) => {
        const asked = facts({
          window,
          session: { excluded },
          detainee: {
            courtDays: court ? [day] : [],
            apartDays: apart ? [day] : [],
            entitlement: { left, minutesAtMost: 180 },
            ...(forbidden && quarantine('no-visits', day)),
          },
        });
        const expected: BookingConflict[] = [
          ...(window.from > day ? ['notice-too-short' as const] : []),
          ...(excluded ? ['session-excluded' as const] : []),
          ...(court ? ['detainee-in-court' as const] : []),
          ...(forbidden ? ['visits-forbidden' as const] : []),
          ...(apart ? ['non-association' as const] : []),
          ...(left === 0 ? ['entitlement-used-up' as const] : []),
        ];
        expect(codes(asked)).toEqual(expected);
      }),
    );
  });

  it('at the checkpoint no notice is asked', () => {
    const { window: _, ...there } = facts({ window: { from: '2026-04-01', to: '2026-04-02' } });
    expect(codes(there)).toEqual([]);
  });
});

describe('who is not staff', () => {
  const outside = (asked: BookingFacts) => toldOutside(checkBooking(asked));

  it('is told what is of the party and the session, and all else by one code', () => {
    const members = [aMember('A', ban), aMember('B'), aMember('B')];
    const asked = facts({ members, detainee: { whereabouts: 'released', courtDays: [day] } });
    expect(outside(asked)).toEqual([{ code: 'member-twice', member: 'B' }, { code: 'visit-not-possible' }]);
    expect(outside(facts())).toEqual([]);
  });

  it('gets a refusal with pointers to the members, and staff all of it', () => {
    const asked = facts({ members: [aMember('A'), aMember('B', ban)], session: { excluded: true } });
    const conflicts = checkBooking(asked);
    expect(refuseBooking(conflicts, asked.party, false)).toMatchObject({
      code: 'booking-refused',
      status: 422,
      details: {
        errors: [
          { pointer: '', code: 'session-excluded' },
          { pointer: '', code: 'visit-not-possible' },
        ],
      },
    });
    expect(refuseBooking(conflicts, asked.party, true).details.errors).toEqual([
      { pointer: '', code: 'session-excluded' },
      { pointer: '/members/1', code: 'visitor-banned' },
    ]);
  });

  it('hears the same of a stranger, whoever of those is held and why it may not be', () => {
    const stranger = [aMember('A', { relationship: undefined }), child('C')];
    const somebody = fc.record({
      facility: fc.constantFrom('ALM-SIZO', 'ALA-LA155', undefined),
      status: fc.constantFrom('suspect' as const, 'convicted' as const, undefined),
      minor: fc.boolean(),
      whereabouts: fc.constantFrom('in' as const, 'court' as const, 'released' as const),
      courtDays: fc.constantFrom([day], []),
      apartDays: fc.constantFrom([day], []),
      restrictions: fc.constantFrom(
        [{ kind: 'no-visits' as const, from: day }],
        [{ kind: 'closed-visits' as const, from: day }],
        [],
      ),
      entitlement: fc.constantFrom(
        { left: 0, minutesAtMost: 30 },
        { left: 2, minutesAtMost: 180 },
        undefined,
      ),
    });
    const session = fc.record({
      excluded: fc.boolean(),
      pool: fc.constantFrom('open' as const, 'closed' as const, 'legal' as const),
    });
    fc.assert(
      fc.property(somebody, session, fc.constantFrom({}, { childrenAtMost: 0 }), (detainee, asked, rules) => {
        const of = (whom: object) =>
          outside({ ...facts({ members: stranger, session: asked, rules }), ...whom });
        const held = of({ detainee: { ...nobody, id: 'D', ...detainee } });
        expect(held).toEqual(of({ detainee: nobody }));
        expect(held.at(-1)).toEqual({ code: 'visit-not-possible' });
      }),
    );
  });

  it('is never told a code that is not for all', () => {
    for (const code of bookingConflict.options) {
      const open = (conflictsForAll.options as readonly string[]).includes(code);
      expect(toldOutside([{ code }])).toEqual([{ code: open ? code : 'visit-not-possible' }]);
    }
  });
});
