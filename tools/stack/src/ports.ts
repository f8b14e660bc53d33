import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Trouble } from './trouble';

// Below the range from which systems take ports for outgoing connections, so that none of those gets in the way.
const lowest = 15_000;
const highest = 32_000;

/** True when the port can be listened on, on loopback. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

/** As many free ports as there are names, chosen at random. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const ports: Partial<Record<Name, number>> = {};
  const taken = new Set<number>();
  for (const name of names) ports[name] = await firstFree(randomly(), taken);
  return ports as Record<Name, number>;
}

/** What a port is chosen from: asked for by a setting, used by the run before, or the customary one. */
export interface PortWish {
  name: string;
  setting: string;
  asked?: number | undefined;
  before?: number | undefined;
  customary: number;
}

/** The port asked for, or one clear sentence; else the one used before; else the next free from the customary. */
export async function choosePort(
  wish: PortWish,
  taken: Set<number>,
  free: (port: number) => Promise<boolean> = isFree,
): Promise<number> {
  const usable = async (port: number) => !taken.has(port) && (await free(port));
  if (wish.asked !== undefined) {
    if (!(await usable(wish.asked))) {
      throw new Trouble(
        `Port ${String(wish.asked)} (${wish.setting}, for ${wish.name}) is taken: stop what uses it or set ${wish.setting} to another port.`,
      );
    }
    taken.add(wish.asked);
    return wish.asked;
  }
  const { before } = wish;
  if (before !== undefined && (await usable(before))) {
    taken.add(before);
    return before;
  }
  return firstFree(upwards(wish.customary), taken, free);
}

async function firstFree(
  candidates: Iterable<number>,
  taken: Set<number>,
  free: (port: number) => Promise<boolean> = isFree,
): Promise<number> {
  for (const port of candidates) {
    if (taken.has(port) || !(await free(port))) continue;
    taken.add(port);
    return port;
  }
  throw new Trouble('No free port was found on 127.0.0.1.');
}

function* upwards(from: number): Generator<number> {
  for (let port = from; port < Math.min(from + 500, 65_536); port += 1) yield port;
}

function* randomly(): Generator<number> {
  for (let attempt = 0; attempt < 500; attempt += 1) yield randomInt(lowest, highest);
}
