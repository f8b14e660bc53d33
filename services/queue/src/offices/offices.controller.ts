import { getOffice, putOffice, Refusal, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, Operation, reply } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OfficesService } from './offices.service';

@Controller()
export class OfficesController {
  constructor(
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
  ) {}

  @Operation(putOffice)
  async put(@Input() { params, body, ifMatch }: InputOf<typeof putOffice>, @Caller() caller: Principal) {
    const { code = params.office, version = ifMatch, ...definition } = body;
    if (code !== params.office)
      throw new Refusal('invalid-request', {
        errors: [{ pointer: '/code', code: 'not-the-path', detail: params.office }],
      });
    if (definition.closure?.successor === code)
      throw new Refusal('invalid-request', {
        errors: [{ pointer: '/closure/successor', code: 'not-another-office', detail: code }],
      });
    if (version !== ifMatch)
      throw new Refusal(ifMatch === undefined ? 'version-required' : 'version-mismatch');
    const { office, created } = await this.offices.put({ code, definition, ifMatch, caller });
    return reply(created ? 201 : 200, office);
  }

  @Operation(getOffice)
  get(@Input() { params }: InputOf<typeof getOffice>) {
    return this.offices.read(this.dataSource.manager, params.office);
  }
}
