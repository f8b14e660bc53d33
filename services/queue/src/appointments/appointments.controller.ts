import {
  bookAppointment,
  cancelAppointment,
  checkInAppointment,
  getAppointment,
  moveAppointment,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, onceAnswer, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { BookingsService } from './bookings.service';

@Controller()
export class AppointmentsController {
  constructor(private readonly bookings: BookingsService) {}

  @Operation(bookAppointment)
  async book(@Input() input: InputOf<typeof bookAppointment>, @Caller() caller: Principal) {
    const booked = await this.bookings.book(input, caller);
    return onceAnswer({ ...booked, status: 'trackingToken' in booked.response ? 201 : 200 });
  }

  @Operation(getAppointment)
  read(@Input() input: InputOf<typeof getAppointment>) {
    return this.bookings.read(input);
  }

  @Operation(moveAppointment)
  move(@Input() input: InputOf<typeof moveAppointment>, @Caller() caller: Principal) {
    return this.bookings.move(input, caller);
  }

  @Operation(cancelAppointment)
  cancel(@Input() input: InputOf<typeof cancelAppointment>, @Caller() caller: Principal) {
    return this.bookings.cancel(input, caller);
  }

  @Operation(checkInAppointment)
  async checkIn(@Input() input: InputOf<typeof checkInAppointment>, @Caller() caller: Principal) {
    return onceAnswer(await this.bookings.checkIn(input, caller));
  }
}
