import {
  changeHold,
  confirmHold,
  findSessions,
  holdPlace,
  releaseHold,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { AvailabilityService } from './availability.service';
import { ConfirmService } from './confirm.service';
import { HoldsService } from './holds.service';

@Controller()
export class BookingController {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly holds: HoldsService,
    private readonly confirming: ConfirmService,
  ) {}

  @Operation(findSessions)
  async sessions(@Input() input: InputOf<typeof findSessions>, @Caller() caller: Principal) {
    return { items: await this.availability.sessions(input, caller) };
  }

  @Operation(holdPlace)
  async hold(@Input() input: InputOf<typeof holdPlace>, @Caller() caller: Principal) {
    return onceAnswer(await this.holds.hold(input, caller));
  }

  @Operation(changeHold)
  change(@Input() input: InputOf<typeof changeHold>, @Caller() caller: Principal) {
    return this.holds.change(input, caller);
  }

  @Operation(releaseHold)
  release(@Input() input: InputOf<typeof releaseHold>, @Caller() caller: Principal) {
    return this.holds.release(input, caller);
  }

  @Operation(confirmHold)
  async confirm(@Input() input: InputOf<typeof confirmHold>, @Caller() caller: Principal) {
    return onceAnswer(await this.confirming.confirm(input, caller));
  }
}
