import {
  callTicket,
  cancelTicket,
  finishTicket,
  issueTicket,
  leaveQueue,
  noShowTicket,
  parkTicket,
  recallTicket,
  startTicket,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { CallingService } from '../counters/calling.service';
import { CommandsService, type Asked } from './commands.service';
import { IssueService } from './issue.service';
import { LeavingService } from './leaving.service';
import type { Command } from './ticket-effects.rules';

@Controller()
export class TicketsController {
  constructor(
    private readonly issuing: IssueService,
    private readonly calling: CallingService,
    private readonly commands: CommandsService,
    private readonly leaving: LeavingService,
  ) {}

  @Operation(issueTicket)
  async issue(@Input() input: InputOf<typeof issueTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.issuing.issue(input, caller));
  }

  @Operation(callTicket)
  async call(@Input() input: InputOf<typeof callTicket>, @Caller() caller: Principal) {
    return onceAnswer(await this.calling.outOfTurn(input, caller));
  }

  @Operation(recallTicket)
  recall(@Input() input: InputOf<typeof recallTicket>, @Caller() caller: Principal) {
    return this.#run({ operation: recallTicket, input, caller }, { action: 'recall' });
  }

  @Operation(startTicket)
  start(@Input() input: InputOf<typeof startTicket>, @Caller() caller: Principal) {
    return this.#run({ operation: startTicket, input, caller }, { action: 'start' });
  }

  @Operation(finishTicket)
  finish(@Input() input: InputOf<typeof finishTicket>, @Caller() caller: Principal) {
    return this.#run({ operation: finishTicket, input, caller }, { action: 'finish', ...input.body });
  }

  @Operation(noShowTicket)
  noShow(@Input() input: InputOf<typeof noShowTicket>, @Caller() caller: Principal) {
    return this.#run({ operation: noShowTicket, input, caller }, { action: 'no-show' });
  }

  @Operation(cancelTicket)
  cancel(@Input() input: InputOf<typeof cancelTicket>, @Caller() caller: Principal) {
    return this.#run({ operation: cancelTicket, input, caller }, { action: 'cancel', ...input.body });
  }

  @Operation(parkTicket)
  park(@Input() input: InputOf<typeof parkTicket>, @Caller() caller: Principal) {
    return this.#run({ operation: parkTicket, input, caller }, { action: 'park', ...input.body });
  }

  @Operation(leaveQueue)
  async leave(@Input() input: InputOf<typeof leaveQueue>) {
    return onceAnswer(await this.leaving.leave(input));
  }

  async #run(asked: Pick<Asked, 'operation' | 'input' | 'caller'>, command: Command) {
    return onceAnswer(await this.commands.run({ ...asked, action: command.action, prepare: () => command }));
  }
}
