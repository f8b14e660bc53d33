import { Module } from '@nestjs/common';
import { DetaineesModule } from '../detainees/detainees.module';
import { ContactsService } from './contacts.service';
import { PeopleController } from './people.controller';
import { RightsService } from './rights.service';
import { Rotation } from './rotation.service';
import { Vault } from './vault.service';

@Module({
  imports: [DetaineesModule],
  controllers: [PeopleController],
  providers: [Vault, ContactsService, RightsService, Rotation],
  exports: [Vault, ContactsService, Rotation],
})
export class PeopleModule {}
