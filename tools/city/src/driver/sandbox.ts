import { parseSimulation, SimulatedClock, SystemClock } from '@kezek/platform';
import type { Sandbox } from '@kezek/stack';
import type { City } from './api';

/** The city that a sandbox runs, at its services' clock. */
export function cityOf(sandbox: Sandbox): City {
  const { gateway, clock } = sandbox.running;
  const simulation = parseSimulation(clock ?? '');
  return {
    gateway,
    token: (client) => sandbox.token(client),
    clock: simulation === undefined ? new SystemClock() : new SimulatedClock(simulation),
  };
}
