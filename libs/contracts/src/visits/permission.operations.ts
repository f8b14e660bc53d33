import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, words } from '../kit/primitives';
import { permissionRequest, permissionView } from './visit';

const ofPermissions = { service: 'visits', tag: 'Permissions', scope: 'visits:operate' } as const;
const byId = z.object({ id });

export const registerPermission = defineOperation({
  ...ofPermissions,
  id: 'registerPermission',
  method: 'post',
  path: '/permissions',
  summary: 'Put the written permission of the body that conducts the case on record',
  description:
    'Number and body are unique. It is used by booking, and given back where the visitor had no part in it that the ' +
    'visit does not take place.',
  body: permissionRequest,
  idempotencyKey: true,
  success: [{ status: 201, description: 'It is on record.', body: permissionView, etag: true }],
  refusals: ['permission-exists'],
});

export const getPermission = defineOperation({
  ...ofPermissions,
  id: 'getPermission',
  method: 'get',
  path: '/permissions/{id}',
  summary: 'Read a permission, with the uses that are left',
  params: byId,
  success: [{ status: 200, description: 'As it is today.', body: permissionView, etag: true }],
  refusals: [],
});

export const revokePermission = defineOperation({
  ...ofPermissions,
  id: 'revokePermission',
  method: 'post',
  path: '/permissions/{id}/revoke',
  summary: 'Note that the body took it back; what is booked by it is flagged, never cancelled',
  params: byId,
  body: z.strictObject({ reason: words(500).optional() }),
  success: [{ status: 200, description: 'It is revoked; the same again.', body: permissionView, etag: true }],
  refusals: ['permission-wrong-state'],
});

export const permissionOperations = [registerPermission, getPermission, revokePermission] as const;
