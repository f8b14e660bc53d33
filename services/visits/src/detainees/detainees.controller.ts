import {
  deleteNonAssociation,
  getDetainee,
  putNonAssociation,
  putRestriction,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DetaineesService } from './detainees.service';

@Controller()
export class DetaineesController {
  constructor(private readonly detainees: DetaineesService) {}

  @Operation(getDetainee)
  get(@Input() { params }: InputOf<typeof getDetainee>, @Caller() caller: Principal) {
    return this.detainees.view(params.id, caller);
  }

  @Operation(putRestriction)
  restrict(@Input() input: InputOf<typeof putRestriction>, @Caller() caller: Principal) {
    return this.detainees.restrict(input, caller);
  }

  @Operation(putNonAssociation)
  keepApart(@Input() input: InputOf<typeof putNonAssociation>, @Caller() caller: Principal) {
    return this.detainees.keepApart(input, caller);
  }

  @Operation(deleteNonAssociation)
  letMeet(@Input() input: InputOf<typeof deleteNonAssociation>, @Caller() caller: Principal) {
    return this.detainees.letMeet(input, caller);
  }
}
