import { Module } from '@nestjs/common';
import { OfficesConsumer } from './offices.consumer';
import { Offices } from './offices.service';

@Module({ controllers: [OfficesConsumer], providers: [Offices] })
export class OfficesModule {}
