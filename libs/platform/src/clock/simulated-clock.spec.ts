import { plusRealMs, realAt, realMs, shownAt, SystemClock } from './clock';
import { clockOf, parseSimulation, SimulatedClock } from './simulated-clock';

const simulation = { startsAt: new Date('2026-03-10T03:50:00Z'), rate: 60, began: 1_000_000 };

describe('a simulated clock', () => {
  it('shows its start when it began, and a minute more for each second since', () => {
    let real = simulation.began;
    const clock = new SimulatedClock(simulation, () => real);
    expect(clock.now()).toEqual(simulation.startsAt);
    real += 1_000;
    expect(clock.now()).toEqual(new Date('2026-03-10T03:51:00Z'));
    real += 359_000;
    expect(clock.now()).toEqual(new Date('2026-03-10T09:50:00Z'));
  });

  it('is translated to the time of the machine and back', () => {
    const clock = new SimulatedClock({ ...simulation, began: Date.now() });
    const inAnHour = new Date(clock.now().getTime() + 3_600_000);
    expect(realAt(clock, inAnHour) - Date.now()).toBeGreaterThan(50_000);
    expect(realAt(clock, inAnHour) - Date.now()).toBeLessThanOrEqual(60_000);
    const drift = shownAt(clock, realAt(clock, inAnHour)).getTime() - inAnHour.getTime();
    expect(Math.abs(drift)).toBeLessThan(60_000);
  });

  it('leaves what is counted in real time as long as it is', () => {
    const clock = new SimulatedClock(simulation, () => simulation.began);
    expect(plusRealMs(clock, 30_000)).toEqual(new Date('2026-03-10T04:20:00Z'));
    expect(realMs(clock, 60_000)).toBe(1_000);
  });

  it('lets no timer run more often than twenty times a second', () => {
    expect(realMs(new SimulatedClock(simulation), 1_000)).toBe(50);
    expect(realMs(new SystemClock(), 1)).toBe(1);
  });
});

describe('the setting of a clock', () => {
  it('names the instant, the rate and when it began', () => {
    expect(parseSimulation('2026-03-10T08:50:00+05:00@60x1000000')).toEqual(simulation);
    expect(parseSimulation('2026-03-10T03:50:00Z@0.5x1')).toMatchObject({ rate: 0.5, began: 1 });
  });

  it.each([
    { text: '' },
    { text: '2026-03-10T08:50:00@60x1000000' },
    { text: '2026-13-10T08:50:00Z@60x1000000' },
    { text: '2026-03-10T08:50:00Z@0x1000000' },
    { text: '2026-03-10T08:50:00Z@1001x1000000' },
    { text: '2026-03-10T08:50:00Z@-1x1000000' },
    { text: '2026-03-10T08:50:00Z@60' },
    { text: 'noon@60x1000000' },
  ])('is not "$text"', ({ text }) => {
    expect(parseSimulation(text)).toBeUndefined();
  });

  it('absent, leaves the clock of the machine', () => {
    expect(clockOf(undefined)).toBeInstanceOf(SystemClock);
    expect(clockOf(simulation)).toBeInstanceOf(SimulatedClock);
  });
});
