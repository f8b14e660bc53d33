import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module';
import { ContactsModule } from '../contacts/contacts.module';
import { OfficesModule } from '../offices/offices.module';
import { PersonsModule } from '../persons/persons.module';
import { WaitingModule } from '../waiting/waiting.module';
import { LeasesQuery } from './block-account.query';
import { LeaseTokens } from './block-token.service';
import { LeasesController } from './blocks.controller';
import { LeasesService } from './blocks.service';
import { SyncService } from './sync.service';
import { TakingService } from './taking.service';

@Module({
  imports: [OfficesModule, ContactsModule, PersonsModule, WaitingModule, ChangesModule],
  controllers: [LeasesController],
  providers: [LeaseTokens, LeasesQuery, LeasesService, SyncService, TakingService],
  exports: [LeasesService],
})
export class NumberBlocksModule {}
