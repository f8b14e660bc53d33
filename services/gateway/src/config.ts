import type { ServiceName } from '@kezek/contracts';
import { type ConfigOf, kafkaSettings, redisSettings } from '@kezek/platform';
import { z } from 'zod';
import type { UpstreamLimits } from './forwarding/upstream.service';
import { limitSettings } from './limits/limit-settings.service';

const serviceUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' });

const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .pipe(
    z.array(z.string().regex(/^https?:\/\/[^/\s,*]+$/, 'must be origins such as https://desk.example.kz')),
  );

const places = z.coerce.number().int().min(1).max(1000);
const waiting = z.coerce.number().int().min(0).max(10_000);
const publicPatienceMs = 2000;

/** The gateway's own settings, by the names of the variables. */
export const gatewaySettings = {
  ...kafkaSettings,
  ...redisSettings,
  ...limitSettings,
  QUEUE_URL: serviceUrl,
  NOTIFICATIONS_URL: serviceUrl,
  INTAKE_URL: serviceUrl.optional(),
  VISITS_URL: serviceUrl.optional(),
  /** Sockets to each service for calls with a token. */
  SERVICE_CONNECTIONS: places.default(64),
  /** Calls with a token that may wait for such a socket; beyond them 503 at once. */
  SERVICE_WAITING: waiting.default(512),
  /** Sockets to each service for calls without a token. */
  SERVICE_PUBLIC_CONNECTIONS: places.default(2),
  /** Calls without a token that may wait for such a socket, two seconds at most. */
  SERVICE_PUBLIC_WAITING: waiting.default(512),
  /** Whose pages may call from a browser; nobody's where absent. */
  CORS_ORIGINS: origins.optional(),
};
export type Config = ConfigOf<typeof gatewaySettings>;

/** The boards' share is fixed: each office is read at most four times a second, however many watch it. */
export const serviceLimits = (settings: Config): UpstreamLimits => ({
  known: { places: settings.SERVICE_CONNECTIONS, waiting: settings.SERVICE_WAITING },
  public: {
    places: settings.SERVICE_PUBLIC_CONNECTIONS,
    waiting: settings.SERVICE_PUBLIC_WAITING,
    patienceMs: publicPatienceMs,
  },
  boards: { places: 4, waiting: 1000 },
});

export const serviceUrls = (settings: Config): Partial<Record<ServiceName, string>> => ({
  queue: settings.QUEUE_URL,
  notifications: settings.NOTIFICATIONS_URL,
  ...(settings.INTAKE_URL !== undefined && { intake: settings.INTAKE_URL }),
  ...(settings.VISITS_URL !== undefined && { visits: settings.VISITS_URL }),
});
