import { getPresence, putPresence, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { PresenceService } from './presence.service';

@Controller()
export class PresenceController {
  constructor(private readonly presence: PresenceService) {}

  @Operation(putPresence)
  put(@Input() input: InputOf<typeof putPresence>, @Caller() caller: Principal) {
    return this.presence.put(input, caller);
  }

  @Operation(getPresence)
  get(@Input() input: InputOf<typeof getPresence>) {
    return this.presence.get(input);
  }
}
