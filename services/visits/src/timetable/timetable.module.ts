import { Module } from '@nestjs/common';
import { FacilitiesModule } from '../facilities/facilities.module';
import { TimetableService } from './timetable.service';

@Module({ imports: [FacilitiesModule], providers: [TimetableService], exports: [TimetableService] })
export class TimetableModule {}
