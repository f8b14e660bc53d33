import { getLease, giveLease, listLeases, syncLease, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { LeasesQuery } from './block-account.query';
import { LeasesService } from './blocks.service';
import { SyncService } from './sync.service';

@Controller()
export class LeasesController {
  constructor(
    private readonly leases: LeasesService,
    private readonly accounts: LeasesQuery,
    private readonly syncing: SyncService,
  ) {}

  @Operation(giveLease)
  async give(@Input() input: InputOf<typeof giveLease>, @Caller() caller: Principal) {
    return onceAnswer(await this.leases.give(input, caller));
  }

  @Operation(syncLease)
  sync(@Input() input: InputOf<typeof syncLease>, @Caller() caller: Principal) {
    return this.syncing.sync(input, caller);
  }

  @Operation(getLease)
  get(@Input() { params }: InputOf<typeof getLease>) {
    return this.accounts.account(params.office, params.lease);
  }

  @Operation(listLeases)
  async list(@Input() { params, query }: InputOf<typeof listLeases>) {
    return { items: await this.accounts.list(params.office, query.day) };
  }
}
