import {
  getNotification,
  type InputOf,
  listNotifications,
  type OutputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { NotificationsQuery } from './notifications.query';

@Controller()
export class NotificationsController {
  constructor(private readonly query: NotificationsQuery) {}

  @Operation(getNotification)
  async get(
    @Input() { params }: InputOf<typeof getNotification>,
    @Caller() caller: Principal,
  ): Promise<OutputOf<typeof getNotification>> {
    return await this.query.one(params.id, caller);
  }

  @Operation(listNotifications)
  async list(
    @Input() { query }: InputOf<typeof listNotifications>,
    @Caller() caller: Principal,
  ): Promise<OutputOf<typeof listNotifications>> {
    return await this.query.page(query, caller);
  }
}
