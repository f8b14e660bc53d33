import type { ServiceName } from '@kezek/contracts';
import { type ConfigOf, kafkaSettings } from '@kezek/platform';
import { z } from 'zod';
import type { UpstreamLimits } from './forwarding/upstream.service';

const serviceUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' });

const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .pipe(
    z.array(z.string().regex(/^https?:\/\/[^/\s,*]+$/, 'must be origins such as https://desk.example.kz')),
  );

/** The gateway's own settings, by the names of the variables. */
export const gatewaySettings = {
  ...kafkaSettings,
  QUEUE_URL: serviceUrl,
  NOTIFICATIONS_URL: serviceUrl,
  INTAKE_URL: serviceUrl.optional(),
  VISITS_URL: serviceUrl.optional(),
  /** Sockets to each service. */
  SERVICE_CONNECTIONS: z.coerce.number().int().min(1).max(1000).default(64),
  /** Calls that may wait for such a socket; beyond them 503 at once. */
  SERVICE_WAITING: z.coerce.number().int().min(0).max(10_000).default(512),
  /** Whose pages may call from a browser; nobody's where absent. */
  CORS_ORIGINS: origins.optional(),
};
export type Config = ConfigOf<typeof gatewaySettings>;

export const serviceLimits = (settings: Config): UpstreamLimits => ({
  connections: settings.SERVICE_CONNECTIONS,
  waiting: settings.SERVICE_WAITING,
});

export const serviceUrls = (settings: Config): Partial<Record<ServiceName, string>> => ({
  queue: settings.QUEUE_URL,
  notifications: settings.NOTIFICATIONS_URL,
  ...(settings.INTAKE_URL !== undefined && { intake: settings.INTAKE_URL }),
  ...(settings.VISITS_URL !== undefined && { visits: settings.VISITS_URL }),
});
