import { Clock, SystemClock } from './clock';

/** A clock that shows `startsAt` at the real instant `began`, and then runs `rate` times as fast as the machine's. */
export interface Simulation {
  readonly startsAt: Date;
  readonly rate: number;
  /** Milliseconds since 1970. */
  readonly began: number;
}

/** For sandboxes: a day in minutes. All processes of a sandbox are told the same simulation and so show the same time. */
export class SimulatedClock extends Clock {
  override readonly rate: number;

  /** @param realNow milliseconds since 1970; default: the machine's clock */
  constructor(
    private readonly simulation: Simulation,
    private readonly realNow: () => number = Date.now,
  ) {
    super();
    this.rate = simulation.rate;
  }

  override now(): Date {
    const { startsAt, rate, began } = this.simulation;
    return new Date(startsAt.getTime() + Math.round((this.realNow() - began) * rate));
  }
}

const notation =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))@(\d+(?:\.\d+)?)x(\d{1,15})$/;
const fastest = 1000;

/** Reads `<RFC 3339 instant>@<rate>x<real milliseconds since 1970>`; undefined when it is something else. */
export function parseSimulation(text: string): Simulation | undefined {
  const [, instant = '', rate, began] = notation.exec(text) ?? [];
  const simulation = { startsAt: new Date(instant), rate: Number(rate), began: Number(began) };
  const sound =
    !Number.isNaN(simulation.startsAt.getTime()) && simulation.rate > 0 && simulation.rate <= fastest;
  return sound ? simulation : undefined;
}

/** The clock of a process: the machine's, or, where the setting `CLOCK` tells of one, the simulated one. */
export const clockOf = (simulation: Simulation | undefined): Clock =>
  simulation === undefined ? new SystemClock() : new SimulatedClock(simulation);
