import { type Clock, testNumberOutcome, type TestOutcome, uuidv7 } from '@kezek/platform';
import type { MessageState } from '@kezek/smpp';
import { faultOf, type SegmentOutcome } from './outcome.rules';
import type { CancelAnswer, Outgoing, Provider, ProviderEvents, QueryAnswer } from './provider.rules';

const receiptDelay = 20;

const states: Partial<Record<TestOutcome, MessageState>> = {
  delivered: 'delivered',
  'late-receipt': 'delivered',
  expired: 'expired',
  temporary: 'unknown',
};

/**
 * Where the test numbers lead: nothing leaves the process, and everything else is as with a real provider. The id of
 * a message says how it ends, so that its fate can be asked for after a restart.
 */
export class TestProvider implements Provider {
  readonly name = 'test';
  readonly window = 100;
  readonly up = true;
  readonly #timers = new Set<NodeJS.Timeout>();
  #events: ProviderEvents | undefined;

  /** @param lateReceiptMs after how long the receipt of the number …007 comes */
  constructor(
    private readonly lateReceiptMs: number,
    private readonly clock: Clock,
  ) {}

  start(events: ProviderEvents): void {
    this.#events = events;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.resolve();
  }

  async submit({ to, onWritten }: Outgoing): Promise<SegmentOutcome> {
    const outcome = testNumberOutcome(to);
    onWritten(this.clock.now().getTime());
    await Promise.resolve();
    if (outcome === 'permanent') return { kind: 'rejected', status: 'ESME_RINVDSTADR', fault: faultOf(0x0b) };
    if (outcome === 'throttled') return { kind: 'throttled', status: 'ESME_RTHROTTLED' };
    if (outcome === undefined || outcome === 'unknown') return { kind: 'unknown', reason: 'test-number' };
    const messageId = `test-${outcome}-${uuidv7()}`;
    this.#report(messageId, outcome, to);
    return { kind: 'accepted', messageId };
  }

  async cancel(): Promise<CancelAnswer> {
    return await Promise.resolve('refused');
  }

  async query(messageId: string): Promise<QueryAnswer> {
    const outcome = (['delivered', 'late-receipt', 'expired', 'temporary'] as const).find((name) =>
      messageId.startsWith(`test-${name}-`),
    );
    return await Promise.resolve((outcome && states[outcome]) ?? 'refused');
  }

  /** Not listed: it is nobody's account. */
  status(): undefined {
    return undefined;
  }

  #report(messageId: string, outcome: TestOutcome, phone: string): void {
    const state = states[outcome];
    if (state === undefined) return;
    const delay = outcome === 'late-receipt' ? this.lateReceiptMs : receiptDelay;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // A receipt that can't be stored now is found by asking, as a lost one is.
      this.#events?.onReceipt({ provider: this.name, messageId, state, phone }).catch(() => undefined);
    }, delay);
    timer.unref();
    this.#timers.add(timer);
  }
}
