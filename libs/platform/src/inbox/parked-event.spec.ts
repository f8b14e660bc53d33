import type { LogRecord } from '../kafka/record';
import { queueKeyOf, retryAfterMinutes, wordsOf } from './parked-event';

const record: LogRecord = {
  topic: 't',
  partition: 3,
  offset: 17,
  key: 'ALM-TRK',
  headers: {},
  value: null,
  timestamp: 0,
};

test('a parked event is tried again after 1, 5, 15, 60 minutes, then hourly for a day, then not by itself', () => {
  expect([1, 2, 3, 4, 5, 24, 25].map(retryAfterMinutes)).toEqual([1, 5, 15, 60, 60, 60, undefined]);
});

test('a record without a key queues by itself', () => {
  expect(queueKeyOf(record)).toBe('ALM-TRK');
  expect(queueKeyOf({ ...record, key: undefined })).toBe('~3:17');
});

test('what PostgreSQL cannot hold is replaced', () => {
  expect(queueKeyOf({ ...record, key: 'a\0b' })).toBe('a\uFFFDb');
  expect(wordsOf(new TypeError('a\0b'))).toBe('TypeError: a\uFFFDb');
  expect(wordsOf('x'.repeat(5_000))).toHaveLength(2_000);
});
