import { isIP } from 'node:net';
import { z } from 'zod';
import { parseSimulation } from '../clock/simulated-clock';
import { keyBytes } from '../personal-data/cipher';

const port = z.coerce.number().int().min(0).max(65535);
const count = z.coerce.number().int().min(1);
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });

const addressOrRange = (text: string): boolean => {
  const [address = '', length, ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    rest.length === 0 &&
    most > 0 &&
    (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most))
  );
};
const addresses = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim()))
  .pipe(z.array(z.string().refine(addressOrRange, 'must be IP addresses or ranges such as 10.0.0.0/8')));

/**
 * The settings of the environment by part; a service spreads what it needs into its own `z.object`. The names are the
 * names of the variables, so that one search finds every use.
 */
export const processSettings = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Seconds that the orderly stop may take before the process exits anyhow. */
  STOP_SECONDS: count.max(300).default(10),
};

/** In a sandbox, a clock that runs from another instant at another rate; refused in production. */
export const clockSettings = {
  CLOCK: z
    .string()
    .transform((text, context) => {
      const simulation = parseSimulation(text);
      if (simulation) return simulation;
      context.addIssue({
        code: 'custom',
        message: 'must be <RFC 3339 instant>@<rate>x<milliseconds since 1970>',
      });
      return z.NEVER;
    })
    .optional(),
};

/** `HOST` and `PORT` of the API; `OPS_HOST` and `OPS_PORT` of health and metrics, never reachable from outside. */
export const httpSettings = {
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port,
  OPS_HOST: z.string().min(1).default('127.0.0.1'),
  OPS_PORT: port,
  /** Proxies whose `X-Forwarded-*` are believed, by comma; nobody's where absent, for anybody can send such headers. */
  TRUSTED_PROXIES: addresses.optional(),
};

export const databaseSettings = {
  /** As the service role, which can do what the service needs and no more. */
  DATABASE_URL: postgresUrl,
  DATABASE_POOL_SIZE: count.max(200).default(10),
  /** How many of these connections calls without a token may have at once: the others are for staff. */
  DATABASE_PUBLIC_CONNECTIONS: count.max(200).default(1),
};

/** What `main.js migrate` needs; never given to the running service. */
export const migrationSettings = {
  /** As the owner role. */
  MIGRATION_DATABASE_URL: postgresUrl,
  /** The service role: migrations grant it its rights. */
  DATABASE_URL: postgresUrl,
};

export const kafkaSettings = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((address) => address.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'must be host:port, separated by commas')).min(1)),
};

export const redisSettings = {
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' }),
};

export const identitySettings = {
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' }),
  OIDC_AUDIENCE: z.string().min(1).default('kezek'),
};

export const telemetrySettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' }).optional(),
};

/** A secret from which keys come: at least 32 bytes, in base64. */
export const secretSetting = z
  .base64('must be 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= keyBytes, 'must be 32 bytes in base64');

export const personalDataSettings = {
  /** From which the keys come that encrypt personal data and hash numbers. */
  PERSONAL_DATA_KEY: secretSetting,
  /** Earlier (or, before a rotation, coming) ones, separated by commas: read with, never written with. */
  PERSONAL_DATA_KEY_PREVIOUS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((text) => text.trim() !== ''))
    .pipe(z.array(z.string().trim().pipe(secretSetting))),
};
