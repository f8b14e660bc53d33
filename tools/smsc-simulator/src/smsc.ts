import {
  type Clock,
  type EsmeRequest,
  type MessageState,
  type Pdu,
  Reassembler,
  type SmscSession,
  formatAbsoluteTime,
  messageStates,
  normalizeMessageId,
  parseSmppTime,
  readMessage,
  statusCode,
} from '@kezek/smpp';
import { type Accepted, envelopeOf } from './accepted';
import { type OutcomeName, outcomeOf } from './outcomes';
import { receiptFor } from './receipt-for';
import { ReceiptOutbox } from './receipts';
import { type MessageStore, type Part } from './store';

type SubmitSm = Pdu<'submit_sm'>;

export interface SmscBehaviour {
  readonly clock: Clock;
  readonly receiptDelay: number;
  readonly lateReceiptDelay: number;
  /** SMS that cancel_sm and query_sm still find. */
  readonly capacity: number;
  readonly firstMessageId: number;
}

const triesAtMost = 10_000;
const throttledTries = 2;
const responseAfterReceipt = 50;
// Decoding forgives longer ones; a receipt couldn't carry them back (SMPP 3.4, 4.4.1).
const longestAddress = 20;

/** What the SMSC does with requests. The outcome hangs on the number alone, and for two of them on the try. */
export class Smsc {
  readonly outbox: ReceiptOutbox;
  readonly counters = { received: 0, accepted: 0, rejected: 0, throttled: 0 };
  private readonly parts = new Map<string, Accepted>();
  private readonly reassembler = new Reassembler<{ readonly part: Part; readonly text: string }>();
  private readonly tries = new Map<string, number>();
  private readonly stopTimers = new Set<() => void>();
  private nextNumber: number;

  constructor(
    private readonly store: MessageStore,
    private readonly behaviour: SmscBehaviour,
  ) {
    this.outbox = new ReceiptOutbox(behaviour.clock);
    this.nextNumber = behaviour.firstMessageId;
  }

  get incomplete(): number {
    return this.reassembler.size;
  }

  request(session: SmscSession, request: EsmeRequest): void {
    if (request.command === 'submit_sm') this.submit(session, request);
    else if (request.command === 'query_sm') this.query(session, request);
    else this.cancel(session, request);
  }

  stop(): void {
    for (const stop of this.stopTimers) stop();
    this.outbox.stop();
  }

  private submit(session: SmscSession, pdu: SubmitSm): void {
    this.counters.received += 1;
    const { sequence } = pdu;
    const outcome = outcomeOf(pdu.fields.destinationAddress);
    const attempt = this.countTry(outcome, pdu);
    const status = this.refusal(outcome, attempt, pdu);
    if (status !== 0) {
      session.respond({ command: 'submit_sm_resp', sequence, status });
      return;
    }
    const part = this.accept(session, pdu, outcome);
    const cut = outcome === 'disconnect' && attempt === 1;
    if (cut) session.breakOff(Buffer.from([0, 0, 0, 0x20, 0x80, 0, 0, 4, 0, 0]));
    else this.respond(session, part);
    this.schedule(part);
  }

  private refusal(outcome: OutcomeName, attempt: number, pdu: SubmitSm): number {
    if (outcome === 'throttled' && attempt <= throttledTries) {
      this.counters.throttled += 1;
      return statusCode.ESME_RTHROTTLED;
    }
    if (outcome === 'rejected') {
      this.counters.rejected += 1;
      this.record(this.partOf(pdu, 'rejected'), pdu);
      return statusCode.ESME_RINVDSTADR;
    }
    return this.fault(pdu);
  }

  private fault(pdu: SubmitSm): number {
    const { sourceAddress, destinationAddress } = pdu.fields;
    if (sourceAddress.length > longestAddress) return statusCode.ESME_RINVSRCADR;
    if (destinationAddress.length > longestAddress) return statusCode.ESME_RINVDSTADR;
    const expired = (this.validUntil(pdu) ?? Infinity) <= this.behaviour.clock.now();
    return expired ? statusCode.ESME_RINVEXPIRY : statusCode.ESME_ROK;
  }

  private accept(session: SmscSession, pdu: SubmitSm, outcome: OutcomeName): Accepted {
    this.counters.accepted += 1;
    const number = this.nextNumber;
    const part: Accepted = {
      ...this.partOf(pdu, 'enroute', responseId(outcome, number)),
      envelope: envelopeOf(pdu),
      systemId: session.systemId ?? '',
      number,
      outcome,
    };
    this.parts.set(normalizeMessageId(part.messageId), part);
    const oldest = this.parts.size > this.behaviour.capacity ? this.parts.keys().next().value : undefined;
    if (oldest !== undefined) this.parts.delete(oldest);
    this.record(part, pdu);
    return part;
  }

  private partOf(pdu: SubmitSm, state: MessageState, messageId = String(this.nextNumber)): Part {
    this.nextNumber += 1;
    const validUntil = this.validUntil(pdu);
    const receivedAt = this.behaviour.clock.now();
    return { messageId, receivedAt, state, ...(validUntil !== undefined && { validUntil }) };
  }

  private record(part: Part, pdu: SubmitSm): void {
    const { destinationTon, destinationAddress, sourceAddress } = pdu.fields;
    const to = destinationTon === 1 ? `+${destinationAddress.replace(/^\+/, '')}` : destinationAddress;
    const { text, encoding, concatenation } = readMessage(pdu);
    const piece = { part, text };
    const pieces = concatenation
      ? this.reassembler.add(`${sourceAddress}|${to}`, concatenation, piece, part.receivedAt)
      : [piece];
    if (!pieces) return;
    const whole = pieces.map((each) => each.text).join('');
    this.store.add({
      to,
      from: sourceAddress,
      text: whole,
      encoding,
      parts: pieces.map((each) => each.part),
    });
  }

  private respond(session: SmscSession, part: Accepted): void {
    const { outcome, messageId } = part;
    if (outcome === 'silent' || outcome === 'response-lost') return;
    const respond = () => {
      session.respond({ command: 'submit_sm_resp', sequence: part.envelope.sequence, fields: { messageId } });
    };
    if (outcome === 'receipt-before-response') this.later(responseAfterReceipt, respond);
    else respond();
  }

  private schedule(part: Accepted): void {
    const { receiptDelay, lateReceiptDelay, clock } = this.behaviour;
    const delays: Partial<Record<OutcomeName, number>> = {
      'late-receipt': lateReceiptDelay,
      'receipt-before-response': 0,
    };
    const delay = delays[part.outcome] ?? receiptDelay;
    const left = part.validUntil === undefined ? Infinity : part.validUntil - clock.now();
    const intended = finalState(part.outcome);
    part.stopTimer = this.later(Math.min(delay, left), () => {
      this.conclude(part, delay <= left ? intended : 'expired');
    });
  }

  private conclude(part: Accepted, state: MessageState): void {
    delete part.stopTimer;
    part.state = state;
    part.doneAt = this.behaviour.clock.now();
    const receipt = receiptFor(part);
    if (!receipt) return;
    this.outbox.add(receipt);
    if (part.outcome === 'duplicate-receipt') this.outbox.add({ ...receipt });
  }

  private query(session: SmscSession, { sequence, fields }: Pdu<'query_sm'>): void {
    const part = this.parts.get(normalizeMessageId(fields.messageId));
    if (!part || part.envelope.from.address !== fields.sourceAddress) {
      session.respond({ command: 'query_sm_resp', sequence, status: statusCode.ESME_RQUERYFAIL });
      return;
    }
    const finalDate = part.doneAt === undefined ? '' : formatAbsoluteTime(part.doneAt);
    const [messageState] = messageStates[part.state];
    const { messageId } = part;
    session.respond({ command: 'query_sm_resp', sequence, fields: { messageId, finalDate, messageState } });
  }

  private cancel(session: SmscSession, { sequence, fields }: Pdu<'cancel_sm'>): void {
    const found = this.cancellable(fields);
    for (const part of found) {
      part.stopTimer?.();
      part.state = 'deleted';
      part.doneAt = this.behaviour.clock.now();
    }
    const status = found.length > 0 ? statusCode.ESME_ROK : statusCode.ESME_RCANCELFAIL;
    session.respond({ command: 'cancel_sm_resp', sequence, status });
  }

  // Without an id, everything between the two addresses that isn't delivered yet (SMPP 3.4, 4.9).
  private cancellable(fields: Pdu<'cancel_sm'>['fields']): Accepted[] {
    const named = this.parts.get(normalizeMessageId(fields.messageId));
    const candidates = fields.messageId === '' ? [...this.parts.values()] : named ? [named] : [];
    return candidates.filter(
      ({ state, envelope }) =>
        state === 'enroute' &&
        envelope.from.address === fields.sourceAddress &&
        (fields.messageId !== '' || envelope.to.address === fields.destinationAddress),
    );
  }

  private validUntil({ fields }: SubmitSm): number | undefined {
    return parseSmppTime(fields.validityPeriod, this.behaviour.clock.now());
  }

  private countTry(outcome: OutcomeName, { fields, tlvs }: SubmitSm): number {
    if (outcome !== 'throttled' && outcome !== 'disconnect') return 1;
    const part = String(tlvs.sarSegmentSeqnum ?? '');
    const key = `${fields.destinationAddress}|${fields.shortMessage.toString('base64')}|${part}`;
    const attempt = (this.tries.get(key) ?? 0) + 1;
    this.tries.set(key, attempt);
    const oldest = this.tries.size > triesAtMost ? this.tries.keys().next().value : undefined;
    if (oldest !== undefined) this.tries.delete(oldest);
    return attempt;
  }

  private later(delay: number, callback: () => void): () => void {
    const cancel = this.behaviour.clock.after(Math.max(0, delay), () => {
      this.stopTimers.delete(cancel);
      callback();
    });
    this.stopTimers.add(cancel);
    return () => {
      this.stopTimers.delete(cancel);
      cancel();
    };
  }
}

function responseId(outcome: OutcomeName, number: number): string {
  if (outcome === 'hex-ids') return number.toString(16).toUpperCase();
  return outcome === 'zero-padded-ids' ? String(number).padStart(20, '0') : String(number);
}

function finalState(outcome: OutcomeName): MessageState {
  return outcome === 'expired' || outcome === 'undeliverable' ? outcome : 'delivered';
}
