import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../files';
import { choosePort, freePorts, isFree } from '../ports';
import { startOf } from '../processes/watchdog';
import { askedPort } from '../settings';

/** What listens, with its customary port and the setting that asks for another one. */
const table = {
  gateway: { customary: 8080, setting: 'GATEWAY_PORT' },
  issuer: { customary: 8090, setting: 'ISSUER_PORT' },
  smscPage: { customary: 8091, setting: 'SMSC_PAGE_PORT' },
  smpp: { customary: 2775, setting: 'SMPP_PORT' },
  postgres: { customary: 15432, setting: 'POSTGRES_PORT' },
  kafka: { customary: 19092, setting: 'KAFKA_PORT' },
  kafkaAgencies: { customary: 19192, setting: 'KAFKA_AGENCIES_PORT' },
  kafkaController: { customary: 19292, setting: 'KAFKA_CONTROLLER_PORT' },
  redis: { customary: 16379, setting: 'REDIS_PORT' },
  queue: { customary: 8101, setting: 'QUEUE_PORT' },
  intake: { customary: 8102, setting: 'INTAKE_PORT' },
  visits: { customary: 8103, setting: 'VISITS_PORT' },
  notifications: { customary: 8104, setting: 'NOTIFICATIONS_PORT' },
  gatewayOps: { customary: 8180, setting: 'GATEWAY_OPS_PORT' },
  queueOps: { customary: 8181, setting: 'QUEUE_OPS_PORT' },
  intakeOps: { customary: 8182, setting: 'INTAKE_OPS_PORT' },
  visitsOps: { customary: 8183, setting: 'VISITS_OPS_PORT' },
  notificationsOps: { customary: 8184, setting: 'NOTIFICATIONS_OPS_PORT' },
} as const;

export type PortName = keyof typeof table;
export type SandboxPorts = Record<PortName, number>;

const names = Object.keys(table) as PortName[];

/** Free ports, at random: for tests. */
export function anyPorts(): Promise<SandboxPorts> {
  return freePorts(names);
}

/**
 * The ports of this checkout: those asked for, else those of the start before (kept in `file`), else the next free
 * from the customary ones. `claims` is a directory shared by all checkouts: what one has chosen, another one that
 * starts at the same moment does not choose.
 */
export async function checkoutPorts(file: string, claims: string): Promise<SandboxPorts> {
  const before = (readJson(file) ?? {}) as Partial<SandboxPorts>;
  const asked = names.filter((name) => askedPort(table[name].setting) !== undefined);
  const rest = names.filter((name) => !asked.includes(name));
  const taken = new Set<number>();
  const chosen: Partial<SandboxPorts> = {};
  mkdirSync(claims, { recursive: true });
  for (const name of [...asked, ...rest]) {
    const { customary, setting } = table[name];
    const wish = { name, setting, customary, asked: askedPort(setting), before: before[name] };
    chosen[name] = await choosePort(wish, taken, async (port) => (await isFree(port)) && claim(claims, port));
  }
  writeJson(file, chosen);
  return chosen as SandboxPorts;
}

/** Notes that this process is about to use the port; false when another living process has noted so. */
function claim(claims: string, port: number): boolean {
  const path = join(claims, `${String(port)}.json`);
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  try {
    writeFileSync(path, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = readJson(path) as { pid: number; start: string } | undefined;
  if (owner !== undefined && owner.pid !== process.pid && startOf(owner.pid) === owner.start) return false;
  rmSync(path, { force: true });
  writeFileSync(path, mine);
  return true;
}
