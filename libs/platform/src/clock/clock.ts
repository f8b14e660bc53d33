/** The only source of "now" outside of tests; rules get instants as facts. An injection token, too. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
