import { uuidv7 } from './uuidv7';

test('ids sort by their time and carry version and variant', () => {
  const instants = [0, 1, 255, 1_000_000, Date.UTC(2026, 2, 1), Date.UTC(2199, 0, 1)];
  const ids = instants.map((at) => uuidv7(at));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('two ids of the same millisecond differ', () => {
  const ids = new Set(Array.from({ length: 1_000 }, () => uuidv7(1)));
  expect(ids.size).toBe(1_000);
});
