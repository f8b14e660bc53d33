import { callerOf, Work } from '@kezek/platform';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { contactSeconds, noteContact } from './contact.query';

/**
 * Notes whenever a device is heard, in every call that its guard lets through, whatever becomes of it: what it says of a
 * time in which nobody heard it can then be told from what it makes up. Before the call itself, which thus ends the
 * silence.
 */
@Injectable()
export class HearingService implements NestInterceptor {
  readonly #noted = new Map<string, number>();

  constructor(private readonly work: Work) {}

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const caller = callerOf(execution);
    if (caller?.kind === 'device') await this.#hear(caller.subject);
    return next.handle();
  }

  /** A few seconds say no more than their first one: a kiosk that is busy costs one row every so often. */
  async #hear(device: string): Promise<void> {
    const at = this.work.now().getTime();
    const noted = this.#noted.get(device);
    if (noted !== undefined && Math.abs(at - noted) < contactSeconds * 1000) return;
    await this.work.run((tx, now) => noteContact(tx, device, now));
    this.#noted.set(device, at);
  }
}
