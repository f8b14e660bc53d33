import fc from 'fast-check';
import { freeSlots, lanes } from './lanes.rules';

const nothing = { call: 0, normal: 0, bulk: 0 };

describe('the window', () => {
  it('of ten keeps two for calls, and none for bulk where none waits', () => {
    const window = { size: 10, inUse: nothing, bulkWaits: false };
    expect(lanes.map((lane) => freeSlots(lane, window))).toEqual([10, 8, 8]);
  });

  it('keeps one of ten for bulk that waits', () => {
    const window = { size: 10, inUse: nothing, bulkWaits: true };
    expect(lanes.map((lane) => freeSlots(lane, window))).toEqual([10, 7, 8]);
  });

  it('counts calls that are under way as their share', () => {
    const window = { size: 10, inUse: { ...nothing, call: 2 }, bulkWaits: false };
    expect(freeSlots('normal', window)).toBe(8);
  });

  it('that is full of normal messages still takes a call', () => {
    const window = { size: 10, inUse: { ...nothing, normal: 8 }, bulkWaits: false };
    expect([freeSlots('normal', window), freeSlots('call', window)]).toEqual([0, 2]);
  });

  it('of one belongs to whoever comes, calls first', () => {
    const window = { size: 1, inUse: nothing, bulkWaits: false };
    expect(lanes.map((lane) => freeSlots(lane, window))).toEqual([1, 1, 1]);
  });

  it('is never overdrawn, and never refuses a call while it has room', () => {
    const inUse = fc.record({ call: fc.nat(20), normal: fc.nat(20), bulk: fc.nat(20) });
    const windows = fc.record({ size: fc.integer({ min: 1, max: 100 }), inUse, bulkWaits: fc.boolean() });
    fc.assert(
      fc.property(windows, (window) => {
        const used = window.inUse.call + window.inUse.normal + window.inUse.bulk;
        const room = Math.max(0, window.size - used);
        expect(freeSlots('call', window)).toBe(room);
        for (const lane of lanes) expect(freeSlots(lane, window)).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('that only normal messages fill leaves calls their share, and bulk its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 200 }), (size) => {
        const normal = freeSlots('normal', { size, inUse: nothing, bulkWaits: true });
        const full = { size, inUse: { ...nothing, normal }, bulkWaits: true };
        expect(freeSlots('call', full)).toBeGreaterThanOrEqual(Math.max(1, Math.floor(size / 5)));
        expect(freeSlots('bulk', full)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
