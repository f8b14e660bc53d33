import { faultOf } from './outcome.rules';

describe('a refusal', () => {
  it.each([
    [0x0b, 'recipient'],
    [0x08, 'temporary'],
    [0x45, 'temporary'],
    [0x64, 'temporary'],
    [0x0a, 'ours'],
    [0x01, 'ours'],
    [0x0401, 'temporary'],
  ] as const)('with status %i blames: %s', (status, fault) => {
    expect(faultOf(status)).toBe(fault);
  });
});
