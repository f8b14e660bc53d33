import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module';
import { OfficesModule } from '../offices/offices.module';
import { PersonsModule } from '../persons/persons.module';
import { WaitingModule } from '../waiting/waiting.module';
import { BlocksQuery } from './block-account.query';
import { BlockTokens } from './block-token.service';
import { BlocksController } from './blocks.controller';
import { BlocksService } from './blocks.service';
import { SyncService } from './sync.service';
import { TakingService } from './taking.service';

@Module({
  imports: [OfficesModule, PersonsModule, WaitingModule, ChangesModule],
  controllers: [BlocksController],
  providers: [BlockTokens, BlocksQuery, BlocksService, SyncService, TakingService],
  exports: [BlocksService],
})
export class NumberBlocksModule {}
