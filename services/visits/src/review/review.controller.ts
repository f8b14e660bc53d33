import { dismissReviewFlag, listReviewFlags, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FacilitiesService } from '../facilities/facilities.service';
import { flagView } from '../booking/visit-view.query';
import { flagsIn } from './flag.query';
import { FlagsService } from './flags.service';

@Controller()
export class ReviewController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly facilities: FacilitiesService,
    private readonly flags: FlagsService,
  ) {}

  @Operation(listReviewFlags)
  async list(@Input() { params, query }: InputOf<typeof listReviewFlags>) {
    const { manager } = this.dataSource;
    await this.facilities.read(manager, params.office);
    const { flags, next } = await flagsIn(manager, params.office, query);
    const items = flags.map((flag) => ({
      ...flagView(flag),
      visit: flag.visit,
      startsAt: flag.startsAt.toISOString(),
      state: flag.state,
    }));
    return { items, ...(next !== undefined && { next }) };
  }

  @Operation(dismissReviewFlag)
  dismiss(@Input() input: InputOf<typeof dismissReviewFlag>, @Caller() caller: Principal) {
    return this.flags.dismiss(input, caller);
  }
}
