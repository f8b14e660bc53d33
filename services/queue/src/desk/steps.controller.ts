import {
  reopenTicket,
  resumeTicket,
  returnLaterTicket,
  transferTicket,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { ReopeningService } from './reopening.service';
import { StepsService } from './steps.service';

@Controller()
export class StepsController {
  constructor(
    private readonly steps: StepsService,
    private readonly reopening: ReopeningService,
  ) {}

  @Operation(resumeTicket)
  async resume(@Input() input: InputOf<typeof resumeTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.steps.resume({ input, caller }));
  }

  @Operation(returnLaterTicket)
  async returnLater(@Input() input: InputOf<typeof returnLaterTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.steps.returnLater({ input, caller }));
  }

  @Operation(transferTicket)
  async transfer(@Input() input: InputOf<typeof transferTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.steps.transfer({ input, caller }));
  }

  @Operation(reopenTicket)
  async reopen(@Input() input: InputOf<typeof reopenTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.reopening.reopen(input, caller));
  }
}
