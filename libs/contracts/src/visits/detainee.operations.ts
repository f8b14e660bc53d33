import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code, id } from '../kit/primitives';
import { detainee, nonAssociation, nonAssociationRequest, restriction, restrictionRequest } from './detainee';

const ofDetainees = { service: 'visits', tag: 'Detainees' } as const;

export const getDetainee = defineOperation({
  ...ofDetainees,
  id: 'getDetainee',
  method: 'get',
  path: '/detainees/{id}',
  summary: 'Read what the custody system has said of a detainee, and what holds for visits',
  scope: 'visits:operate',
  params: z.object({ id }),
  success: [{ status: 200, description: 'The detainee, by an opaque id.', body: detainee }],
  refusals: [],
});

export const putRestriction = defineOperation({
  ...ofDetainees,
  id: 'putRestriction',
  method: 'put',
  path: '/detainees/{id}/restrictions/{code}',
  summary: "Close or forbid a detainee's visits, by an order of the facility",
  description: 'One of the custody system with the same code is another one. It ends with its day `to`.',
  scope: 'visits:manage',
  params: z.object({ id, code }),
  body: restrictionRequest,
  success: [{ status: 200, description: 'It holds.', body: restriction }],
  refusals: [],
});

const pair = z.object({ id, other: id });

export const putNonAssociation = defineOperation({
  ...ofDetainees,
  id: 'putNonAssociation',
  method: 'put',
  path: '/detainees/{id}/non-association/{other}',
  summary: 'Say that two detainees must not meet',
  scope: 'visits:manage',
  params: pair,
  body: nonAssociationRequest,
  success: [{ status: 200, description: 'They have no visits on the same day.', body: nonAssociation }],
  refusals: [],
});

export const deleteNonAssociation = defineOperation({
  ...ofDetainees,
  id: 'deleteNonAssociation',
  method: 'delete',
  path: '/detainees/{id}/non-association/{other}',
  summary: 'Say that two detainees may meet again',
  scope: 'visits:manage',
  params: pair,
  success: [{ status: 204, description: 'They may, whether or not they might before.' }],
  refusals: [],
});

export const detaineeOperations = [
  getDetainee,
  putRestriction,
  putNonAssociation,
  deleteNonAssociation,
] as const;
