import {
  cancellationCode,
  completionCode,
  Refusal,
  visitState,
  type CancellationCode,
  type CompletionCode,
  type VisitState,
} from '@kezek/contracts';
import fc from 'fast-check';
import { allowed, refused } from '../testing/booking.fixture';
import {
  actionsIn,
  costsOf,
  decide,
  transitions,
  type Action,
  type Command,
  type Visit,
  type Who,
} from './visit.rules';

const now = new Date('2026-03-10T05:00:00Z');
const aVisit = (state: VisitState, more: Partial<Visit> = {}): Visit => ({
  state,
  version: 3,
  changedAt: new Date('2026-03-10T04:00:00Z'),
  code: null,
  ...more,
});
const by = (who: Who, more: object = {}) => ({ now, by: who, ...more });

/** A way to ask for each action that is right in itself. */
const commandOf: Record<Action, Command> = {
  approve: { action: 'approve' },
  reject: { action: 'reject' },
  withdraw: { action: 'withdraw' },
  reschedule: { action: 'reschedule' },
  cancel: { action: 'cancel', code: 'visitor-ill' },
  'auto-reject': { action: 'auto-reject' },
  'check-in': { action: 'check-in' },
  'no-show': { action: 'no-show' },
  admit: { action: 'admit' },
  deny: { action: 'deny', code: 'identity-mismatch' },
  correct: { action: 'correct' },
  abandon: { action: 'abandon', code: 'left-by-visitor' },
  start: { action: 'start' },
  complete: { action: 'complete', code: 'as-planned' },
  terminate: { action: 'terminate', code: 'rules-violated' },
};
const whos: Who[] = ['booker', 'staff', 'system'];
const every = Object.keys(transitions) as Action[];

describe('every transition of a visit', () => {
  it.each(
    every.flatMap((action) =>
      transitions[action].from.map((from) => ({ action, from, to: transitions[action].to })),
    ),
  )('$action leads from $from to $to, with its event', ({ action, from, to }) => {
    const command = commandOf[action];
    for (const who of transitions[action].by) {
      const { visit, event } = allowed(decide(aVisit(from), command, by(who, { detaineeArrived: true })));
      const code = 'code' in command ? command.code : null;
      expect(visit).toEqual({ state: to, version: 4, changedAt: now, code });
      expect(event).toBe(transitions[action].event);
      const { shape } = transitions[action].event.data;
      expect(shape.state.safeParse(to).success).toBe(true);
    }
  });

  it('anything else is refused with the state and what may be asked in it', () => {
    for (const state of visitState.options)
      for (const action of every)
        for (const who of whos) {
          const { from, by: whom }: { from: readonly VisitState[]; by: readonly Who[] } = transitions[action];
          if (from.includes(state) && whom.includes(who)) continue;
          const decision = decide(aVisit(state), commandOf[action], by(who));
          if (!(decision instanceof Refusal)) {
            // Done before: the very same visit, and no event.
            expect([decision, state]).toEqual([{ visit: aVisit(state) }, transitions[action].to]);
            continue;
          }
          expect(decision).toMatchObject({
            code: 'visit-wrong-state',
            status: 409,
            details: { state, actions: actionsIn(state, who) },
          });
        }
  });

  it('every state but the first is reached, and none that has ended is left but for a mistake', () => {
    const reached = new Set(every.map((action) => transitions[action].to));
    expect(visitState.options.filter((state) => !reached.has(state as never))).toEqual(['requested']);
    const left = new Set(
      every.filter((action) => action !== 'correct').flatMap((action) => transitions[action].from),
    );
    expect([...left].sort()).toEqual(['admitted', 'booked', 'checked-in', 'in-progress', 'requested']);
  });
});

describe('what can be asked over REST', () => {
  it.each([
    ['requested', ['withdraw'], ['approve', 'reject', 'withdraw']],
    ['booked', ['reschedule', 'cancel'], ['reschedule', 'cancel']],
    ['checked-in', [], []],
    ['cancelled', [], []],
  ] as const)('of a visit that is %s', (state, booker, staff) => {
    expect(actionsIn(state, 'booker')).toEqual(booker);
    expect(actionsIn(state, 'staff')).toEqual(staff);
  });

  it('twice of a visit gives the same answer, and one event', () => {
    const { visit } = allowed(decide(aVisit('booked'), commandOf.cancel, by('booker')));
    expect(decide(visit, { action: 'cancel', code: 'visitor-cancelled' }, by('booker'))).toEqual({ visit });
    expect(refused(decide(aVisit('completed'), commandOf.cancel, by('staff'))).code).toBe(
      'visit-wrong-state',
    );
  });
});

describe('a code', () => {
  const cancel = (code: string, who: Who) =>
    decide(aVisit('booked'), { action: 'cancel', code: code as CancellationCode }, by(who));

  it('of how a visit ended does not cancel one, nor the other way round', () => {
    for (const code of completionCode.options)
      expect(refused(cancel(code, 'staff'))).toMatchObject({
        code: 'invalid-request',
        details: { errors: [{ pointer: '/code', code: 'of-another-kind' }] },
      });
    for (const code of cancellationCode.options) {
      const command = { action: 'complete', code: code as string as CompletionCode } as const;
      expect(refused(decide(aVisit('in-progress'), command, by('system'))).code).toBe('invalid-request');
    }
  });

  it('of the facility is not for who booked to say', () => {
    expect(refused(cancel('facility-cancelled', 'booker')).code).toBe('invalid-request');
    for (const code of cancellationCode.options) expect(allowed(cancel(code, 'staff')).visit.code).toBe(code);
  });

  it('belongs to at least one end, each of them', () => {
    const { deny, abandon, complete, terminate } = transitions;
    const known = [deny, abandon, complete, terminate].flatMap(({ codes }): readonly string[] => codes);
    expect(completionCode.options.filter((code) => !known.includes(code))).toEqual([]);
  });
});

it('a visit begins when the detainee has been brought in, and not before', () => {
  for (const more of [{}, { detaineeArrived: false }])
    expect(refused(decide(aVisit('admitted'), { action: 'start' }, by('system', more))).code).toBe(
      'detainee-not-arrived',
    );
});

it('a clock that steps back does not take a visit with it', () => {
  const ahead = aVisit('booked', { changedAt: new Date('2026-03-10T06:00:00Z') });
  expect(allowed(decide(ahead, { action: 'check-in' }, by('system'))).visit.changedAt).toEqual(
    ahead.changedAt,
  );
});

describe('what a visit costs', () => {
  const costs = (state: VisitState, code: Visit['code'] = null) => costsOf({ state, code });
  const [both, nothing] = [
    { permission: true, entitlement: true },
    { permission: false, entitlement: false },
  ];

  it.each([
    ['booked', null, both],
    ['completed', 'as-planned', both],
    ['terminated', 'rules-violated', both],
    ['no-show', null, both],
    ['denied-entry', 'identity-mismatch', both],
    ['abandoned', 'left-by-visitor', both],
    ['cancelled', 'visitor-ill', { permission: true, entitlement: false }],
    ['cancelled', 'facility-cancelled', nothing],
    ['cancelled', 'detainee-in-court', nothing],
    ['terminated', 'detainee-not-produced', nothing],
    ['denied-entry', 'detainee-not-produced', nothing],
    ['abandoned', 'day-over', nothing],
    ['rejected', null, nothing],
    ['auto-rejected', null, nothing],
    ['withdrawn', null, nothing],
  ] as const)('that is %s by %s', (state, code, expected) => {
    expect(costs(state, code)).toEqual(expected);
  });
});

it('whatever is asked of a visit, in whatever order, its versions and times only grow and an end has its code', () => {
  const asked = fc.array(
    fc.tuple(fc.constantFrom(...every), fc.constantFrom(...whos), fc.integer({ min: -9, max: 9 })),
    {
      maxLength: 25,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom<VisitState>('requested', 'booked'), asked, (first, steps) => {
      let visit = aVisit(first);
      for (const [action, who, minutes] of steps) {
        const moment = new Date(now.getTime() + minutes * 60_000);
        const decision = decide(visit, commandOf[action], {
          now: moment,
          by: who,
          detaineeArrived: minutes > 0,
        });
        if (decision instanceof Refusal || decision.event === undefined) continue;
        expect(transitions[action].from).toContain(visit.state);
        expect(decision.visit.version).toBe(visit.version + 1);
        expect(decision.visit.changedAt >= visit.changedAt).toBe(true);
        expect(decision.visit.code !== null).toBe('codes' in transitions[action]);
        visit = decision.visit;
      }
    }),
  );
});
