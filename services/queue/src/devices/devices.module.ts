import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { HearingService } from './hearing.service';

/** Hears every device that asks this service for anything. */
@Module({
  providers: [{ provide: APP_INTERCEPTOR, useClass: HearingService }],
})
export class DevicesModule {}
