import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code, id, pageOf, pageQuery, words } from '../kit/primitives';
import { notification, notificationState, preview, previewRequest, provider, template } from './notification';

const base = { service: 'notifications', tag: 'Notifications' } as const;
const byKey = z.object({ key: code });

export const getNotification = defineOperation({
  ...base,
  id: 'getNotification',
  method: 'get',
  path: '/notifications/{id}',
  summary: 'Read a message’s state',
  scope: 'notifications:read',
  params: z.object({ id }),
  success: [{ status: 200, description: 'The message, without number and text.', body: notification }],
  refusals: [],
});
export const listNotifications = defineOperation({
  ...base,
  id: 'listNotifications',
  method: 'get',
  path: '/notifications',
  summary: 'List messages, newest first',
  scope: 'notifications:read',
  query: z.strictObject({
    state: notificationState.optional(),
    reference: words(100).optional(),
    ...pageQuery,
  }),
  success: [{ status: 200, description: 'A page of messages.', body: pageOf(notification) }],
  refusals: [],
});
export const getTemplate = defineOperation({
  ...base,
  id: 'getTemplate',
  method: 'get',
  path: '/templates/{key}',
  summary: 'Read a template',
  scope: 'notifications:read',
  params: byKey,
  success: [{ status: 200, description: 'Its newest version.', body: template, etag: true }],
  refusals: ['template-unknown'],
});
export const previewTemplate = defineOperation({
  ...base,
  id: 'previewTemplate',
  method: 'post',
  path: '/templates/{key}/preview',
  summary: 'See a template’s texts, encodings and segments; sends nothing',
  scope: 'notifications:read',
  params: byKey,
  body: previewRequest,
  success: [{ status: 200, description: 'The texts.', body: preview }],
  refusals: ['template-unknown', 'template-arguments'],
});
export const listProviders = defineOperation({
  ...base,
  id: 'listProviders',
  method: 'get',
  path: '/providers',
  summary: 'How the ways to the visitors are',
  scope: 'notifications:admin',
  success: [
    { status: 200, description: 'Every provider account.', body: z.object({ items: z.array(provider) }) },
  ],
  refusals: [],
});

export const notificationOperations = [
  getNotification,
  listNotifications,
  getTemplate,
  previewTemplate,
  listProviders,
] as const;
