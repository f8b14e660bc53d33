import { officeStatistics, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Form, Input, lacksScope, Operation, reply } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { StatisticsQuery } from './statistics.query';
import { tableOf } from './table.rules';

@Controller()
export class StatisticsController {
  constructor(private readonly statistics: StatisticsQuery) {}

  @Operation(officeStatistics)
  async of(
    @Input() { params, query }: InputOf<typeof officeStatistics>,
    @Caller() caller: Principal,
    @Form() form: string,
  ) {
    // What one person did in a day is for who oversees the office.
    if (query.by === 'operator' && !caller.scopes.includes('oversight:read'))
      throw lacksScope('oversight:read');
    const figures = await this.statistics.of(params.office, query);
    return form === 'text/csv' ? reply(200, tableOf(figures)) : figures;
  }
}
