import {
  Refusal,
  type NumberBlockAccount,
  type NumberBlockSummary,
  type NumberRange,
} from '@kezek/contracts';
import { Clock, columnsOf, read } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { dayOf } from '../offices/opening.rules';
import {
  accountOf,
  summaryOf,
  type BlockFacts,
  type RefusedNumber,
  type Synced,
  type UsedNumber,
} from './account.rules';
import { blockBy, blocksOf } from './block.query';
import type { BlockRow } from './block.row';
import { numberOf } from '../changes/number.rules';
import { BlockConflictRow, BlockSyncRow, BlockTicketRow, BlockUnusedRow } from './block-use.row';

type Of<T> = T & { readonly block: string };
type UsedRow = Omit<UsedNumber, 'number'> & { readonly prefix: string; readonly serial: number };

const usedFields = ['block', 'prefix', 'serial', 'ticket', 'flags', 'silentSince', 'silentUntil'] as const;
const usedText = `SELECT ${columnsOf(BlockTicketRow, 'u', usedFields)},
    t.issued_at AS "issuedAt", t.synced_at AS "syncedAt", t.said_at AS "saidAt"
  FROM number_block_ticket u JOIN ticket t ON t.id = u.ticket WHERE u.block = ANY ($1::uuid[])`;
// The first time that each was said is the one that counts.
const refusedText = `SELECT ${columnsOf(BlockConflictRow, 'c', ['block', 'number', 'reason', 'issuedAt', 'syncedAt'])},
    c.said ->> 'service' AS service
  FROM number_block_conflict c WHERE c.block = ANY ($1::uuid[]) ORDER BY c.synced_at`;
const syncsText = `SELECT DISTINCT ${columnsOf(BlockSyncRow, 's', ['block', 'at', 'offlineFrom', 'offlineTo'])}
  FROM number_block_sync s WHERE s.block = ANY ($1::uuid[])`;

/** Everything that is known of blocks, in their order. */
export async function factsOf(
  manager: EntityManager,
  blocks: readonly BlockRow[],
  now: Date,
): Promise<BlockFacts[]> {
  if (blocks.length === 0) return [];
  const values = [blocks.map(({ id }) => id)];
  // One after the other: within a transaction there is one connection.
  const used = await read<Of<UsedRow>>(manager, { text: usedText, values });
  const refused = await read<Of<RefusedNumber>>(manager, { text: refusedText, values });
  const syncs = await read<Of<Synced>>(manager, { text: syncsText, values });
  const of = <T extends { readonly block: string }>(items: readonly T[], id: string): Omit<T, 'block'>[] =>
    items.filter(({ block }) => block === id).map(({ block: _, ...rest }) => rest);
  return blocks.map((block) => ({
    block,
    now,
    refused: of(refused, block.id),
    syncs: of(syncs, block.id),
    used: of(used, block.id).map(({ prefix, serial, ...rest }) => ({
      ...rest,
      number: numberOf(prefix, serial),
    })),
  }));
}

/** What was written off when the block was settled. */
async function unusedOf(manager: EntityManager, block: string): Promise<NumberRange[]> {
  const order = { prefix: 'ASC', first: 'ASC' } as const;
  const unused = await manager.find(BlockUnusedRow, { where: { block }, order });
  return unused.map(({ prefix, first, last }) => ({ prefix, from: first, to: last }));
}

/** What was lent, and what became of it. */
@Injectable()
export class BlocksQuery {
  constructor(
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async account(office: string, id: string): Promise<NumberBlockAccount> {
    const { manager } = this.dataSource;
    const block = await blockBy(manager, office, id);
    if (block === null) throw new Refusal('not-found');
    const [facts] = await factsOf(manager, [block], this.clock.now());
    if (facts === undefined) throw new Error('facts for each block');
    return accountOf(facts, await unusedOf(manager, id));
  }

  /** Of today where no day is named. */
  async list(code: string, day?: string): Promise<NumberBlockSummary[]> {
    const { manager } = this.dataSource;
    const now = this.clock.now();
    const blocks = await blocksOf(manager, code, day ?? dayOf(await this.offices.read(manager, code), now));
    return (await factsOf(manager, blocks, now)).map(summaryOf);
  }
}
