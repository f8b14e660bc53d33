import {
  deleteSession,
  heartbeat,
  pauseSession,
  putSession,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { SessionsService } from './sessions.service';

@Controller()
export class CountersController {
  constructor(private readonly sessions: SessionsService) {}

  @Operation(putSession)
  open(@Input() input: InputOf<typeof putSession>, @Caller() caller: Principal) {
    return this.sessions.open(input, caller);
  }

  @Operation(deleteSession)
  close(@Input() input: InputOf<typeof deleteSession>, @Caller() caller: Principal) {
    return this.sessions.close(input, caller);
  }

  @Operation(pauseSession)
  async pause(@Input() input: InputOf<typeof pauseSession>, @Caller() caller: Principal) {
    return onceAnswer(await this.sessions.pause(input, caller));
  }

  @Operation(heartbeat)
  heartbeat(@Input() input: InputOf<typeof heartbeat>, @Caller() caller: Principal) {
    return this.sessions.heartbeat(input, caller);
  }
}
