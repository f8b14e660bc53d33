import { getBoard, type InputOf } from '@kezek/contracts';
import { Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { BoardQuery } from './board.query';

@Controller()
export class BoardController {
  constructor(private readonly board: BoardQuery) {}

  @Operation(getBoard)
  get(@Input() { params }: InputOf<typeof getBoard>) {
    return this.board.of(params.office);
  }
}
