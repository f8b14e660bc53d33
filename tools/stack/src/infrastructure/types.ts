import type { Leash } from '../processes/leash';
import type { Log, Part } from '../processes/supervised';
import type { Settings } from '../settings';

export type PartName = 'postgres' | 'kafka' | 'redis';

/** A user of the agencies' listener; the password is at least 16 random characters. */
export interface AgencyUser {
  name: string;
  password: string;
}

export interface Ports {
  postgres: number;
  /** The inner listener: services and tools, plain, trusted, loopback only. */
  kafka: number;
  /** The agencies' listener: SCRAM-SHA-512 and access lists. */
  kafkaAgencies: number;
  kafkaController: number;
  redis: number;
}

export interface PostgresAddress {
  /** Where its data is, when it is not below the data directory. */
  elsewhere?: string;
  /** Of the superuser, to the database `postgres`. */
  url: string;
  host: string;
  port: number;
  part: Part;
}

export interface KafkaAddress {
  brokers: readonly string[];
  /** Empty when somebody else's Kafka does not say (`KAFKA_AGENCY_BROKERS`). */
  agencyBrokers: readonly string[];
  part: Part;
}

export interface RedisAddress {
  url: string;
  part: Part;
}

export interface Addresses {
  postgres: PostgresAddress;
  kafka: KafkaAddress;
  redis: RedisAddress;
}

/** What a provider is given to start parts with. */
export interface Premises {
  dataDir: string;
  logDir: string;
  ports: Ports;
  agencies: readonly AgencyUser[];
  /** The superuser's password. */
  postgresPassword: string;
  /** Trades safety on power loss for speed; for data that is thrown away. */
  throwaway: boolean;
  settings: Settings;
  leash: Leash;
  log: Log;
  /** A part was started or ended. */
  changed: () => void;
}

/** One way to have the parts: from the environment, in Docker, or embedded. */
export interface Provider {
  postgres: (premises: Premises) => Promise<PostgresAddress>;
  kafka: (premises: Premises) => Promise<KafkaAddress>;
  redis: (premises: Premises) => Promise<RedisAddress>;
}
