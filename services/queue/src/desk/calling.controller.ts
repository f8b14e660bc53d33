import { callNext, callTicket, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { CallingService } from './calling.service';

@Controller()
export class CallingController {
  constructor(private readonly calling: CallingService) {}

  @Operation(callNext)
  async next(@Input() input: InputOf<typeof callNext>, @Caller() caller: Principal) {
    return onceAnswer(await this.calling.next(input, caller));
  }

  @Operation(callTicket)
  async outOfTurn(@Input() input: InputOf<typeof callTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.calling.outOfTurn(input, caller));
  }
}
