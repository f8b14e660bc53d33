import { at } from '../testing/ticket.fixture';
import { nearExpiresAt } from './near.rules';

it('telling that the turn is near is worth it until about the turn, at least five minutes and at most an hour', () => {
  expect(nearExpiresAt(at('05:00:00'), 2, 10)).toEqual(at('05:30:00'));
  expect(nearExpiresAt(at('05:00:00'), 0, 1)).toEqual(at('05:05:00'));
  expect(nearExpiresAt(at('05:00:00'), 50, 30)).toEqual(at('06:00:00'));
});
