import { Refusal, stage as stages } from '@kezek/contracts';
import fc from 'fast-check';
import { decide as decideVisit, type Command as VisitCommand, type Visit } from '../booking/visit.rules';
import { at, commandFor, words } from '../testing/checkpoint.fixture';
import { decide, insideOf, standOf, type Deed, type Party } from './stages.rules';

const booked: Visit = { state: 'booked', version: 1, changedAt: at('08:00:00'), code: null };

/** How a visit that took place ended is said by the clerk. */
const asked = ({ action, code }: Deed): VisitCommand =>
  ({ action, ...(action === 'complete' ? { code: 'as-planned' } : code && { code }) }) as VisitCommand;

/** The visit after what the checkpoint says of it, which must never be refused. */
function followed(visit: Visit, deed: Deed, party: Party): Visit {
  const detaineeArrived = standOf(party.events, party.members).passed.includes('escort');
  const decision = decideVisit(visit, asked(deed), { now: at('10:00:00'), by: 'system', detaineeArrived });
  if (decision instanceof Refusal) throw decision;
  return decision.visit;
}

/** In which states a visit can be whose party stands at a stage. */
const statesAt = {
  arrival: ['booked'],
  identity: ['checked-in'],
  rules: ['checked-in'],
  declaration: ['checked-in'],
  locker: ['checked-in'],
  screening: ['checked-in'],
  escort: ['admitted'],
  entry: ['admitted'],
  exit: ['in-progress'],
};

const seen = new Set<string>();
afterAll(() => {
  // The walks have been everywhere.
  expect([...seen].sort()).toEqual(
    ['completed', 'denied-entry', 'terminated', ...stages.exclude(['arrival']).options].sort(),
  );
});

it('whatever is said at the checkpoint, the visit may become what it says, and both agree', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60, size: 'max' }), (said) => {
      let party: Party = { members: ['A', 'B'], events: [] };
      let visit = booked;
      for (const word of said) {
        const decision = decide(party, commandFor(party, word), at('10:00:00'));
        if (decision instanceof Refusal) continue;
        party = { ...party, events: [...party.events, decision.event] };
        if (decision.visit) visit = followed(visit, decision.visit, party);
        const { at: place, ended } = standOf(party.events, party.members);
        seen.add(place ?? visit.state);
        if (place !== undefined) expect(statesAt[place]).toContain(visit.state);
        else
          expect(visit.state).toBe(
            ended ? { deny: 'denied-entry', terminate: 'terminated' }[ended.action as 'deny'] : 'completed',
          );
        if (insideOf(party.events, party.members).length > 0)
          expect(['admitted', 'in-progress']).toContain(visit.state);
      }
    }),
    { numRuns: 400 },
  );
});
