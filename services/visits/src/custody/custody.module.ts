import { Module } from '@nestjs/common';
import { DetaineesModule } from '../detainees/detainees.module';
import { ReviewModule } from '../review/review.module';
import { CustodyConsumer } from './custody.consumer';

@Module({ imports: [DetaineesModule, ReviewModule], controllers: [CustodyConsumer] })
export class CustodyModule {}
