import type { EventDefinition, EventEnvelope } from '@kezek/contracts';
import { abandon, type Tx } from '../database/transaction';

/** What a handler gets beside the event. */
export interface EventContext {
  /** The transaction in which the event is claimed: its effect belongs in there, and nowhere else. */
  readonly tx: Tx;
  /** `<reader>.<topic>`: the group, and the name in the inbox. */
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Aborted when the handler's time is over: what it does then is rolled back. */
  readonly signal: AbortSignal;
}

/** A handler and the definition that its events obey. */
export interface EventHandler {
  readonly definition: EventDefinition;
  readonly handle: (event: EventEnvelope, context: EventContext) => Promise<void>;
}

/** The handler took longer than it may. */
export class HandlerTimeout extends Error {
  constructor(type: string, ms: number) {
    super(`the handler of ${type} took more than ${String(ms)} ms`);
    this.name = 'HandlerTimeout';
  }
}

/** Runs a handler for at most `ms`; then its transaction is taken from under it, so that it can't go on unseen. */
export async function runLimited(
  handler: EventHandler,
  event: EventEnvelope,
  context: Omit<EventContext, 'signal'>,
  ms: number,
): Promise<void> {
  const limit = new AbortController();
  const timeout = new HandlerTimeout(event.type, ms);
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.abort(timeout);
    over.reject(timeout);
  }, ms);
  const work = handler.handle(event, { ...context, signal: limit.signal });
  try {
    await Promise.race([work, over.promise]);
  } catch (error) {
    if (error === timeout) await abandon(context.tx);
    throw error;
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
