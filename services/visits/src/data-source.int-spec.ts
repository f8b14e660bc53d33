import { driftOf } from '@kezek/testing';
import { schema } from './data-source';

test('entities and migrations say the same of every table', async () => {
  expect(await driftOf(schema)).toEqual([]);
});
