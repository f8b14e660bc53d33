import { Module } from '@nestjs/common';
import { OfficesModule } from '../offices/offices.module';
import { BoardController } from './board.controller';
import { BoardQuery } from './board.query';

@Module({
  imports: [OfficesModule],
  controllers: [BoardController],
  providers: [BoardQuery],
})
export class BoardModule {}
