import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { PersonsService } from './persons.service';

@Module({
  imports: [ContactsModule],
  providers: [PersonsService],
  exports: [PersonsService],
})
export class PersonsModule {}
