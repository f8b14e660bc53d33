import { closeDay, getPresence, putPresence, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DayEndService } from '../tickets/day-end.service';
import { PresenceService } from './presence.service';

@Controller()
export class OfficeDayController {
  constructor(
    private readonly presence: PresenceService,
    private readonly dayEnds: DayEndService,
  ) {}

  @Operation(putPresence)
  put(@Input() input: InputOf<typeof putPresence>, @Caller() caller: Principal) {
    return this.presence.put(input, caller);
  }

  @Operation(getPresence)
  get(@Input() input: InputOf<typeof getPresence>) {
    return this.presence.get(input);
  }

  @Operation(closeDay)
  async close(@Input() input: InputOf<typeof closeDay>, @Caller() caller: Principal) {
    return onceAnswer(await this.dayEnds.close(input, caller));
  }
}
