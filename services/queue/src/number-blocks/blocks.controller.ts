import {
  getNumberBlock,
  giveNumberBlock,
  listNumberBlocks,
  syncNumberBlock,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { BlocksQuery } from './block-account.query';
import { BlocksService } from './blocks.service';
import { SyncService } from './sync.service';

@Controller()
export class BlocksController {
  constructor(
    private readonly blocks: BlocksService,
    private readonly accounts: BlocksQuery,
    private readonly syncing: SyncService,
  ) {}

  @Operation(giveNumberBlock)
  async give(@Input() input: InputOf<typeof giveNumberBlock>, @Caller() caller: Principal) {
    return onceAnswer(await this.blocks.give(input, caller));
  }

  @Operation(syncNumberBlock)
  sync(@Input() input: InputOf<typeof syncNumberBlock>, @Caller() caller: Principal) {
    return this.syncing.sync(input, caller);
  }

  @Operation(getNumberBlock)
  get(@Input() { params }: InputOf<typeof getNumberBlock>) {
    return this.accounts.account(params.office, params.block);
  }

  @Operation(listNumberBlocks)
  async list(@Input() { params, query }: InputOf<typeof listNumberBlocks>) {
    return { items: await this.accounts.list(params.office, query.day) };
  }
}
