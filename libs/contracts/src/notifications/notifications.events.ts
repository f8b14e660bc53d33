import { z } from 'zod';
import { defineEvent, defineTopic } from '../kit/event';
import { code, id, instant, language, version, words } from '../kit/primitives';
import { lane, notificationState } from './notification';

const hour = 60 * 60 * 1000;

export const contactTopic = defineTopic({
  name: 'notifications.contact.v1',
  title: 'Ways to reach a visitor, sealed for the notifications service alone; key = contactRef',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 24 * hour,
  audience: 'private',
  readers: ['notifications'],
});
export const sealingKeyTopic = defineTopic({
  name: 'notifications.key.v1',
  title: 'Public keys to seal contacts with; key = key id',
  partitions: 1,
  cleanupPolicy: 'compact',
  audience: 'services',
});
export const notificationTopic = defineTopic({
  name: 'notifications.notification.v1',
  title: 'What became of every message; key = notification id',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 7 * 24 * hour,
  audience: 'services',
});

/** What is sealed: the plain text of the JWE, as JSON. */
export const contact = z.strictObject({
  /** E.164. */
  phone: z.string().regex(/^\+\d{8,15}$/),
  language,
  /** The tracking token for the link in the message. */
  trackingToken: words(64).optional(),
});
export type Contact = z.output<typeof contact>;

export const contactSealed = defineEvent({
  type: 'notifications.contact.sealed',
  version: 1,
  topic: contactTopic,
  summary: 'The owner of a contact hands it to the notifications service.',
  /** `sealed`: JWE in compact form, ECDH-ES+A256KW and A256GCM, `kid` in its header. */
  data: z.object({ contactRef: id, sealed: z.string().max(10_000) }),
});

export const sealingKeyPublished = defineEvent({
  type: 'notifications.key.published',
  version: 1,
  topic: sealingKeyTopic,
  summary: 'Seal with this key from `notBefore` on; the newest such key counts.',
  data: z.object({
    kid: z.string(),
    jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
    notBefore: instant,
  }),
});

export const notificationChanged = defineEvent({
  type: 'notifications.notification.changed',
  version: 1,
  topic: notificationTopic,
  summary: 'A message has reached another state.',
  data: z.object({
    notification: id,
    state: notificationState,
    statusReason: z.string().optional(),
    template: z.object({ key: code, version }),
    lane,
    language,
    segments: z.int().min(0).optional(),
    /** `+7750•••0001` */
    phoneMasked: z.string().optional(),
    reference: z.string().optional(),
    version,
  }),
});

export const notificationEvents = [contactSealed, sealingKeyPublished, notificationChanged] as const;
