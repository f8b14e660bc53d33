import { Module } from '@nestjs/common';
import { Moves } from './moves.service';
import { NotificationsController } from './notifications.controller';
import { NotificationsQuery } from './notifications.query';

@Module({ controllers: [NotificationsController], providers: [Moves, NotificationsQuery], exports: [Moves] })
export class NotificationsModule {}
