import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, words } from '../kit/primitives';
import { officeCode } from '../queue/office';
import {
  banRequest,
  banView,
  contactFound,
  contactInClear,
  contactRequest,
  contactView,
  credentialsRequest,
  credentialsView,
  relationshipRequest,
  relationshipView,
} from './people';

const ofPeople = { service: 'visits', tag: 'Visitors' } as const;
const byId = z.object({ id });
const ofDetainee = z.object({ id, detainee: id });

export const putContact = defineOperation({
  ...ofPeople,
  id: 'putContact',
  method: 'put',
  path: '/contacts/{id}',
  summary: 'Name a visitor, or change what is known of one',
  description:
    'The id is chosen by who asks. A booking system has its own visitors and sees no others; staff see those of ' +
    'their facility. Personal data is kept encrypted, and masked in every answer.',
  scope: 'visits:book',
  params: byId,
  body: contactRequest,
  ifMatch: 'optional',
  success: [
    { status: 200, description: 'Changed.', body: contactView, etag: true },
    { status: 201, description: 'Known from now on.', body: contactView, etag: true },
  ],
  refusals: ['version-mismatch', 'iin-invalid', 'iin-of-another', 'phone-not-kazakh-mobile'],
});

export const getContact = defineOperation({
  ...ofPeople,
  id: 'getContact',
  method: 'get',
  path: '/contacts/{id}',
  summary: 'Read a visitor, masked',
  scope: 'visits:book',
  params: byId,
  success: [{ status: 200, description: 'The visitor.', body: contactView, etag: true }],
  refusals: [],
});

export const revealContact = defineOperation({
  ...ofPeople,
  id: 'revealContact',
  method: 'post',
  path: '/contacts/{id}/reveal',
  summary: 'Read personal data in clear, for a purpose that stays on record',
  scope: 'visits:operate',
  params: byId,
  body: z.strictObject({ purpose: words(500) }),
  success: [
    { status: 200, description: 'In clear; who asked, when and why is on record.', body: contactInClear },
  ],
  refusals: [],
});

export const findContacts = defineOperation({
  ...ofPeople,
  id: 'findContacts',
  method: 'get',
  path: '/facilities/{office}/contacts',
  summary: 'Find visitors of a facility by words of their names',
  description:
    'Every word is looked for as a whole, in any order and case; е and ё are two letters. In the order of the Kazakh ' +
    'alphabet. `more`: there are others, name another word.',
  scope: 'visits:operate',
  office: 'office',
  params: z.object({ office: officeCode }),
  query: z.strictObject({ name: words(200) }),
  success: [
    {
      status: 200,
      description: 'At most 100, masked.',
      body: z.object({ items: z.array(contactFound), more: z.boolean() }),
    },
  ],
  refusals: [],
});

export const putRelationship = defineOperation({
  ...ofPeople,
  id: 'putRelationship',
  method: 'put',
  path: '/contacts/{id}/relationships/{detainee}',
  summary: 'Say what a visitor is to a detainee; staff approve it',
  description:
    'Whether there is such a detainee a booking system is not told. What it changes of an approved one waits for ' +
    'approval again.',
  scope: 'visits:book',
  params: ofDetainee,
  body: relationshipRequest,
  success: [{ status: 200, description: 'It is on record.', body: relationshipView }],
  refusals: ['forbidden'],
});

export const putCredentials = defineOperation({
  ...ofPeople,
  id: 'putCredentials',
  method: 'put',
  path: '/contacts/{id}/credentials',
  summary: 'Say by what a visitor is defence counsel',
  scope: 'visits:book',
  params: byId,
  body: credentialsRequest,
  success: [{ status: 200, description: 'They are on record.', body: credentialsView }],
  refusals: [],
});

export const putBan = defineOperation({
  ...ofPeople,
  id: 'putBan',
  method: 'put',
  path: '/contacts/{id}/bans/{detainee}',
  summary: 'Forbid a visitor to see a detainee on the days named',
  scope: 'visits:manage',
  params: ofDetainee,
  body: banRequest,
  success: [{ status: 200, description: 'It holds; it ends with its day `to`.', body: banView }],
  refusals: [],
});

export const peopleOperations = [
  putContact,
  getContact,
  revealContact,
  findContacts,
  putRelationship,
  putCredentials,
  putBan,
] as const;
