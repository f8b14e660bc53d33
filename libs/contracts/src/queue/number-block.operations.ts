import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, localDate } from '../kit/primitives';
import {
  numberBlock,
  numberBlockAccount,
  numberBlockRequest,
  numberBlockSummary,
  numberBlockSync,
  numberBlockSynced,
} from './number-block';
import { officeCode } from './office';

const inOffice = z.object({ office: officeCode });
const ofBlock = z.object({ office: officeCode, block: id });

export const giveNumberBlock = defineOperation({
  id: 'giveNumberBlock',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/number-blocks',
  tag: 'Kiosks',
  summary: 'Take numbers to issue while the line is cut',
  description:
    'Numbers of the day’s series that nobody else can get, for this device alone, until the office closes. ' +
    'What is issued from them is reported with `sync`; what is not, is written down as unused. Of one series a device ' +
    'may have 400 numbers of a day that are no tickets, given back or not, and 20 blocks that are not settled.',
  flow: 'issuing',
  scope: 'queue:issue',
  devicesOnly: true,
  office: 'office',
  params: inOffice,
  body: numberBlockRequest,
  idempotencyKey: true,
  success: [{ status: 201, description: 'The numbers, and the signed block.', body: numberBlock }],
  refusals: ['office-closed', 'service-unknown', 'too-many-numbers'],
});

export const syncNumberBlock = defineOperation({
  id: 'syncNumberBlock',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/number-blocks/{block}/sync',
  tag: 'Kiosks',
  summary: 'Report what was issued from a block',
  description:
    'In any order, in parts, as often as needed: the same ticket is `repeated` and nothing happens twice. ' +
    'A time counts where it lies in a silence of the device that the queue noticed itself and that ended at most ten ' +
    'minutes ago, a minute more or less: so sync as soon as the line is back. Any other ticket is taken over as well, ' +
    'and waits from the sync on. Every call that a device makes ends its silence; a sync without tickets does no more ' +
    'than that. `final` writes off what was not used.',
  flow: 'issuing',
  scope: 'queue:issue',
  devicesOnly: true,
  office: 'office',
  params: ofBlock,
  body: numberBlockSync,
  success: [{ status: 200, description: 'What became of each ticket.', body: numberBlockSynced }],
  refusals: ['number-block-invalid', 'number-block-settled', 'conflict'],
});

export const getNumberBlock = defineOperation({
  id: 'getNumberBlock',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/number-blocks/{block}',
  tag: 'Kiosks',
  summary: 'Account for every number of a block',
  scope: 'queue:read',
  office: 'office',
  params: ofBlock,
  success: [
    { status: 200, description: 'Used, unused, conflicting, outstanding.', body: numberBlockAccount },
  ],
  refusals: [],
});

export const listNumberBlocks = defineOperation({
  id: 'listNumberBlocks',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/number-blocks',
  tag: 'Kiosks',
  summary: 'List the blocks of a business day, oldest first',
  scope: 'queue:read',
  office: 'office',
  params: inOffice,
  query: z.strictObject({ day: localDate.optional() }),
  success: [
    {
      status: 200,
      description: 'Every block of the day; of today where none is named.',
      body: z.object({ items: z.array(numberBlockSummary) }),
    },
  ],
  refusals: [],
});

export const numberBlockOperations = [
  giveNumberBlock,
  syncNumberBlock,
  getNumberBlock,
  listNumberBlocks,
] as const;
