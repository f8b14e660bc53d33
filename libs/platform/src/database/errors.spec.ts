import { QueryFailedError } from 'typeorm';
import { databaseAway, failureCode, lostRace, violatesUnique } from './errors';

const failure = (code: string | undefined, message = 'x', more = {}) =>
  Object.assign(new Error(message), { code, ...more });

test.each(['08006', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET'])(
  '%s says that the database is away',
  (code) => {
    expect(databaseAway(failure(code))).toBe(true);
    expect(databaseAway(new QueryFailedError('', [], failure(code)))).toBe(true);
  },
);

test.each(['23505', '22P02', '40001', '57014', '25P03', 'ERR_ASSERTION'])(
  '%s says nothing of the kind',
  (code) => {
    expect(databaseAway(failure(code))).toBe(false);
  },
);

test('connections that ended are known by the words of pg, other errors are not taken for them', () => {
  expect(databaseAway(failure(undefined, 'Connection terminated unexpectedly'))).toBe(true);
  expect(databaseAway(failure(undefined, 'timeout exceeded when trying to connect'))).toBe(true);
  expect(databaseAway(new AggregateError([failure('ECONNREFUSED')]))).toBe(true);
  expect(databaseAway(new TypeError('Cannot read properties of undefined'))).toBe(false);
  expect(databaseAway('Connection terminated')).toBe(false);
});

test('races and unique keys are told apart', () => {
  expect([lostRace(failure('40P01')), lostRace(failure('40001')), lostRace(failure('23505'))]).toEqual([
    true,
    true,
    false,
  ]);
  const duplicate = new QueryFailedError('', [], failure('23505', 'x', { constraint: 'ticket_handle' }));
  expect(violatesUnique(duplicate)).toBe(true);
  expect(violatesUnique(duplicate, 'ticket_handle')).toBe(true);
  expect(violatesUnique(duplicate, 'ticket_number')).toBe(false);
  expect(failureCode(new Error('x'))).toBeUndefined();
});
