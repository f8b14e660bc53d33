import { clients } from '../issuer/clients';
import type { Part } from '../processes/supervised';
import { type DataService, opsPortOf, type ServiceName, type Surroundings, urlOf } from './services';

/** What `.kezek/running.json` says, so that scripts need not read the terminal. */
export interface Running {
  gateway: string;
  issuer: string;
  tokenEndpoint: string;
  clients: { id: string; secret: string; kind: string; offices: string[]; scopes: string[] }[];
  services: Partial<Record<DataService, string>>;
  kafka: { brokers: string[]; agencyBrokers: string[] };
  /** As the owner of the service's tables. */
  databases: Partial<Record<DataService, string>>;
  redis: string;
  smsc: { smpp: string; page: string };
  /** Process ids of what is up now. */
  processes: Record<string, number>;
  /** Where health and metrics are. */
  ops: Partial<Record<ServiceName, string>>;
  /** The services' setting `CLOCK`, where their clock is simulated. */
  clock?: string;
}

export function runningOf(surroundings: Surroundings, parts: readonly Part[]): Running {
  const { ports, secrets, infrastructure, databases, clock } = surroundings;
  const services = [...databases.keys()];
  const { brokers, agencyBrokers } = infrastructure.kafka;
  return {
    gateway: urlOf(ports.gateway),
    issuer: urlOf(ports.issuer),
    tokenEndpoint: `${urlOf(ports.issuer)}/token`,
    clients: clients.map(({ id, kind, offices, scopes }) => ({
      id,
      secret: secrets.secrets.clients[id] ?? '',
      kind,
      offices: [...offices],
      scopes: [...scopes],
    })),
    services: Object.fromEntries(services.map((service) => [service, urlOf(ports[service])])),
    kafka: { brokers: [...brokers], agencyBrokers: [...agencyBrokers] },
    databases: Object.fromEntries([...databases].map(([service, { ownerUrl }]) => [service, ownerUrl])),
    redis: infrastructure.redis.url,
    smsc: { smpp: `127.0.0.1:${String(ports.smpp)}`, page: urlOf(ports.smscPage) },
    processes: Object.fromEntries(parts.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]]))),
    ops: Object.fromEntries(
      [...services, 'gateway' as const].map((service) => [service, urlOf(ports[opsPortOf(service)])]),
    ),
    ...(clock !== undefined && { clock }),
  };
}
