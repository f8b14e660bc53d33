import { z } from 'zod';
import { code, id, instant, language, text, version, words } from '../kit/primitives';

export const lane = z.enum(['call', 'normal', 'bulk']).meta({ id: 'Lane' });
export type Lane = z.output<typeof lane>;

export const encoding = z.enum(['gsm7', 'ucs2']).meta({ id: 'Encoding' });

/** GOV.UK Notify's vocabulary. */
export const notificationState = z
  .enum([
    'created',
    'scheduled',
    'sending',
    'pending',
    'sent',
    'delivered',
    'expired',
    'cancelled',
    'suppressed',
    'permanent-failure',
    'temporary-failure',
    'technical-failure',
  ])
  .meta({ id: 'NotificationState' });
export type NotificationState = z.output<typeof notificationState>;

export const attemptState = z
  .enum(['claimed', 'written', 'accepted', 'rejected', 'throttled', 'unknown', 'expired'])
  .meta({ id: 'AttemptState' });
export type AttemptState = z.output<typeof attemptState>;

export const notification = z
  .object({
    id,
    state: notificationState,
    statusReason: z.string().optional(),
    template: z.object({ key: code, version }),
    lane,
    language,
    encoding: encoding.optional(),
    segments: z.int().min(0).optional(),
    createdAt: instant,
    notBefore: instant.optional(),
    expiresAt: instant,
    reference: z.string().optional(),
    attempts: z.array(
      z.object({ number: z.int().min(1), provider: z.string(), state: attemptState, at: instant }),
    ),
  })
  .meta({ id: 'Notification' });
export type Notification = z.output<typeof notification>;

export const category = z.enum(['call', 'transaction', 'otp', 'notice', 'emergency', 'bulk']);
export const unknownOutcome = z.enum(['resend', 'hold', 'query']);
const mostSegments = z.int().min(1).max(6);

export const template = z
  .object({
    key: code,
    version,
    category,
    lane,
    /** ISO 8601: how long the message is worth sending when its cause names no end. */
    validity: z.iso.duration(),
    unknownOutcome,
    /** ICU MessageFormat, with the same arguments in every language. */
    bodies: text,
    segmentsAtMost: z.object({ kk: mostSegments, ru: mostSegments, en: mostSegments }),
    namesCustody: z.boolean(),
  })
  .meta({ id: 'Template' });
export type Template = z.output<typeof template>;

export const previewRequest = z
  .strictObject({ arguments: z.record(code, z.union([words(200), z.number()])) })
  .meta({ id: 'PreviewRequest' });

const rendered = z.object({ text: z.string(), encoding, segments: z.int().min(1) });
export const preview = z
  .object({ kk: rendered, ru: rendered, en: rendered.optional() })
  .meta({ id: 'Preview' });

export const provider = z
  .object({
    name: z.string(),
    protocol: z.enum(['smpp', 'http']),
    state: z.enum(['up', 'down', 'throttled']),
    windowInUse: z.int().min(0),
    secondsSinceReceipt: z.number().min(0).optional(),
    segmentsPerSecond: z.number().min(0),
  })
  .meta({ id: 'Provider' });
