import { closeDay, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DayEndService } from './day-end.service';

@Controller()
export class DayEndController {
  constructor(private readonly dayEnds: DayEndService) {}

  @Operation(closeDay)
  async close(@Input() input: InputOf<typeof closeDay>, @Caller() caller: Principal) {
    return onceAnswer(await this.dayEnds.close(input, caller));
  }
}
