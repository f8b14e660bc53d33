import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { RequestsModule } from '../requests/requests.module';
import { TicketsConsumer } from './tickets.consumer';
import { Tickets } from './tickets.service';

@Module({ imports: [ContactsModule, RequestsModule], controllers: [TicketsConsumer], providers: [Tickets] })
export class TicketsModule {}
