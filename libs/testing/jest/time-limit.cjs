// A whole scenario on real parts, on a busy machine: Jest's five seconds are for units.
jest.setTimeout(60_000);
