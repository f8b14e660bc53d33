import { type MessageState, type TextEncoding, countSegments } from '@kezek/smpp';

/** One SMS as the SMSC keeps it; its state moves, the message reads it. */
export interface Part {
  /** As given in the response. */
  readonly messageId: string;
  readonly receivedAt: number;
  readonly validUntil?: number;
  state: MessageState;
  doneAt?: number;
}

/** A whole message, of one part or of several. */
export interface Message {
  readonly to: string;
  readonly from: string;
  readonly text: string;
  readonly encoding: TextEncoding | 'other';
  readonly parts: readonly Part[];
}

/** A message as `/messages.json` shows it. Times are RFC 3339 in UTC. */
export interface MessageView {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly text: string;
  readonly encoding: string;
  readonly segments: number;
  readonly receivedAt: string;
  readonly validUntil?: string;
  readonly state: string;
}

/** Whole messages, the newest `capacity` of them, found by number. */
export class MessageStore {
  private readonly all = new Set<Message>();
  private readonly byNumber = new Map<string, Set<Message>>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.all.size;
  }

  add(message: Message): void {
    this.all.add(message);
    const key = digits(message.to);
    const same = this.byNumber.get(key) ?? new Set();
    same.add(message);
    this.byNumber.set(key, same);
    const oldest = this.all.size > this.capacity ? this.all.values().next().value : undefined;
    if (oldest) this.remove(oldest);
  }

  /** Messages to a number, or all. */
  count(to = ''): number {
    return digits(to) === '' ? this.size : (this.byNumber.get(digits(to))?.size ?? 0);
  }

  /** Newest first; `to` in any notation of the number. */
  list(to?: string, limit = Infinity): MessageView[] {
    const found = to === undefined || digits(to) === '' ? this.all : (this.byNumber.get(digits(to)) ?? []);
    const messages = [...found].reverse();
    return messages.slice(0, Math.min(limit, messages.length)).map(viewOf);
  }

  clear(): void {
    this.all.clear();
    this.byNumber.clear();
  }

  private remove(message: Message): void {
    this.all.delete(message);
    const key = digits(message.to);
    const same = this.byNumber.get(key);
    same?.delete(message);
    if (same?.size === 0) this.byNumber.delete(key);
  }
}

// A plus in a query string is a space, and numbers are written with and without it.
function digits(number: string): string {
  return number.replace(/\D/g, '');
}

function viewOf(message: Message): MessageView {
  const { to, from, text, encoding, parts } = message;
  const [first] = parts;
  const validUntil = first?.validUntil;
  return {
    id: first?.messageId ?? '',
    to,
    from,
    text,
    encoding,
    segments: segmentsOf(message),
    receivedAt: new Date(first?.receivedAt ?? 0).toISOString(),
    ...(validUntil !== undefined && { validUntil: new Date(validUntil).toISOString() }),
    state: stateOf(parts),
  };
}

// What came in one PDU by message_payload goes over the air in as many segments as its text needs.
function segmentsOf({ parts, text, encoding }: Message): number {
  return parts.length > 1 || encoding === 'other' ? parts.length : countSegments(text).segments;
}

// A message is on its way while one of its parts is, and delivered when all are.
function stateOf(parts: readonly Part[]): string {
  const states = parts.map(({ state }) => state);
  const shown = states.includes('enroute')
    ? 'enroute'
    : (states.find((state) => state !== 'delivered') ?? 'delivered');
  return shown === 'deleted' ? 'cancelled' : shown;
}
