import { Module } from '@nestjs/common';
import { DetaineesModule } from '../detainees/detainees.module';
import { CustodyConsumer } from './custody.consumer';

@Module({ imports: [DetaineesModule], controllers: [CustodyConsumer] })
export class CustodyModule {}
