import type { ServiceName } from '@kezek/contracts';
import { type ConfigOf, kafkaSettings } from '@kezek/platform';
import { z } from 'zod';

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
  /** Whose pages may call from a browser; nobody's where absent. */
  CORS_ORIGINS: origins.optional(),
};
export type Config = ConfigOf<typeof gatewaySettings>;

export const serviceUrls = (settings: Config): Partial<Record<ServiceName, string>> => ({
  queue: settings.QUEUE_URL,
  notifications: settings.NOTIFICATIONS_URL,
  ...(settings.INTAKE_URL !== undefined && { intake: settings.INTAKE_URL }),
  ...(settings.VISITS_URL !== undefined && { visits: settings.VISITS_URL }),
});
