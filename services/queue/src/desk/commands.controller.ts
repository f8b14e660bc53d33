import {
  cancelTicket,
  finishTicket,
  noShowTicket,
  parkTicket,
  recallTicket,
  startTicket,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import type { Command } from '../tickets/ticket-effects.rules';
import { CommandsService, type Asked } from './commands.service';

/** What an operator does with the ticket at the counter. */
@Controller()
export class CommandsController {
  constructor(private readonly commands: CommandsService) {}

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

  async #run(asked: Pick<Asked, 'operation' | 'input' | 'caller'>, command: Command) {
    return onceAnswer(await this.commands.run({ ...asked, action: command.action, prepare: () => command }));
  }
}
