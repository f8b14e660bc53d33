import type { Pdu } from './codec';
import { readMessage } from './message';
import { parseReceiptTime } from './time';

/** Message states of SMPP 3.4 (5.2.28), the number on the wire and the word of a receipt's text. */
export const messageStates = {
  enroute: [1, 'ENROUTE'],
  delivered: [2, 'DELIVRD'],
  expired: [3, 'EXPIRED'],
  deleted: [4, 'DELETED'],
  undeliverable: [5, 'UNDELIV'],
  accepted: [6, 'ACCEPTD'],
  unknown: [7, 'UNKNOWN'],
  rejected: [8, 'REJECTD'],
} as const;

export type MessageState = keyof typeof messageStates;

const stateEntries = Object.entries(messageStates) as [MessageState, readonly [number, string]][];
const byCode = new Map(stateEntries.map(([state, [code]]) => [code, state]));
const byWord = new Map(stateEntries.map(([state, [, word]]) => [word, state]));

/** The state that a number names; `unknown` for one that SMPP doesn't define. */
export function messageStateOf(code: number): MessageState {
  return byCode.get(code) ?? 'unknown';
}

export interface Receipt {
  readonly messageId: string;
  readonly state: MessageState;
  /** The operator's own code, as it stands in the text or in network_error_code (hex). */
  readonly errorCode?: string;
  /** Epoch milliseconds; receipts name no zone, it is read as UTC. */
  readonly doneAt?: number;
  /** What the submit_sm carried, if the SMSC gives it back: finds a message whose response was lost. */
  readonly userMessageReference?: number;
}

/**
 * The receipt that a deliver_sm carries, by TLVs first, else by its text, of which no field but the id is needed.
 * `undefined` for anything else, above all a subscriber's message that only looks like one.
 */
export function parseReceipt(pdu: Pdu<'deliver_sm'>): Receipt | undefined {
  if (!isReceipt(pdu.fields.esmClass)) return undefined;
  const text = parseReceiptText(readMessage(pdu).text);
  const { receiptedMessageId: messageId = text.id ?? '', userMessageReference } = pdu.tlvs;
  if (messageId === '') return undefined;
  const errorCode = pdu.tlvs.networkErrorCode?.toString('hex') ?? text.error;
  return {
    messageId,
    state: stateOf(pdu.tlvs.messageState, text),
    ...(errorCode !== undefined && { errorCode }),
    ...(text.doneAt !== undefined && { doneAt: text.doneAt }),
    ...(userMessageReference !== undefined && { userMessageReference }),
  };
}

// The message type in esm_class (5.2.12): a receipt, or an intermediate notification.
function isReceipt(esmClass: number): boolean {
  const type = esmClass & 0x3c;
  return type === 0x04 || type === 0x20;
}

function stateOf(code: number | undefined, text: ReceiptText): MessageState {
  return code === undefined ? (text.state ?? 'unknown') : messageStateOf(code);
}

interface ReceiptText {
  readonly id?: string;
  readonly state?: MessageState;
  readonly error?: string;
  readonly doneAt?: number;
}

/** Fields of a receipt's text (SMPP 3.4, appendix B) in any order, case and spacing; what is absent stays out. */
export function parseReceiptText(text: string): ReceiptText {
  const id = field(text, /(?:^|\s)id\s*:\s*([^\s]+)/i);
  const word = field(text, /(?:^|\s)stat(?:us)?\s*:\s*([a-z]+)/i);
  const error = field(text, /(?:^|\s)err(?:or)?\s*:\s*([0-9a-z]+)/i);
  const done = field(text, /(?:^|\s)done\s*date\s*:\s*(\d+)/i);
  const doneAt = done === undefined ? undefined : parseReceiptTime(done);
  return {
    ...(id !== undefined && { id }),
    ...(word !== undefined && { state: stateOfWord(word) }),
    ...(error !== undefined && { error }),
    ...(doneAt !== undefined && { doneAt }),
  };
}

function field(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

// Some write the whole word (DELIVERED), some cut it (UNDELIVERABLE to UNDELIV): the first five letters tell.
function stateOfWord(word: string): MessageState {
  const upper = word.toUpperCase();
  const exact = byWord.get(upper.slice(0, 7));
  if (exact) return exact;
  return stateEntries.find(([, [, known]]) => known.slice(0, 5) === upper.slice(0, 5))?.[0] ?? 'unknown';
}

/** The text of a receipt as SMSCs write it. Times are epoch milliseconds. */
export function formatReceiptText(receipt: {
  readonly messageId: string;
  readonly state: MessageState;
  readonly submittedAt: number;
  readonly doneAt: number;
  readonly errorCode?: string;
  readonly text?: string;
}): string {
  const { messageId, state, submittedAt, doneAt, errorCode = '000', text = '' } = receipt;
  const delivered = state === 'delivered' ? '001' : '000';
  const dates = `submit date:${receiptTime(submittedAt)} done date:${receiptTime(doneAt)}`;
  const word = messageStates[state][1];
  return `id:${messageId} sub:001 dlvrd:${delivered} ${dates} stat:${word} err:${errorCode} text:${text.slice(0, 20)}`;
}

function receiptTime(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().replace(/\D/g, '').slice(2, 14);
}
