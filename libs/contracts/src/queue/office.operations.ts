import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { pageOf, pageQuery } from '../kit/primitives';
import { office, officeCode, officeDefinition } from './office';

const inOffice = z.object({ office: officeCode });

export const putOffice = defineOperation({
  id: 'putOffice',
  service: 'queue',
  method: 'put',
  path: '/offices/{office}',
  tag: 'Offices',
  summary: 'Open an office, or change it',
  description: 'An office is data: no deployment. A change needs `If-Match` with the version that was read.',
  scope: 'queue:admin',
  office: 'office',
  params: inOffice,
  body: officeDefinition,
  ifMatch: 'on-update',
  success: [
    { status: 200, description: 'Changed.', body: office, etag: true },
    { status: 201, description: 'Opened.', body: office, etag: true },
  ],
  refusals: ['version-required', 'version-mismatch', 'office-rules-in-use'],
});

export const getOffice = defineOperation({
  id: 'getOffice',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}',
  tag: 'Offices',
  summary: 'Read an office',
  scope: 'public',
  params: inOffice,
  success: [{ status: 200, description: 'The office.', body: office, etag: true }],
  refusals: [],
});

export const listOffices = defineOperation({
  id: 'listOffices',
  service: 'queue',
  method: 'get',
  path: '/offices',
  tag: 'Offices',
  summary: 'List the offices',
  scope: 'public',
  query: z.strictObject({ ...pageQuery }),
  success: [{ status: 200, description: 'A page of offices, by code.', body: pageOf(office) }],
  refusals: [],
});

export const officeOperations = [putOffice, getOffice, listOffices] as const;
