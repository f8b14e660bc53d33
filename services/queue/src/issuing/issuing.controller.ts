import { issueTicket, leaveQueue, type InputOf, type Principal } from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { IssueService } from './issue.service';
import { LeavingService } from './leaving.service';

/** Where a visitor comes in, and goes out alone. */
@Controller()
export class IssuingController {
  constructor(
    private readonly issuing: IssueService,
    private readonly leaving: LeavingService,
  ) {}

  @Operation(issueTicket)
  async issue(@Input() input: InputOf<typeof issueTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.issuing.issue(input, caller));
  }

  @Operation(leaveQueue)
  async leave(@Input() input: InputOf<typeof leaveQueue>) {
    return onceAnswer(await this.leaving.leave(input));
  }
}
