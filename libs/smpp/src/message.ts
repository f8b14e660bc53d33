import type { Pdu } from './codec';
import type { FieldsOf } from './commands';
import { type MessagePlan, type Segment, type TextEncoding, decodeText, encodingOf } from './text';
import type { NamedTlvs } from './tlv';
import { type Concatenation, isPossible, splitUserData } from './udh';

/** esm_class bit: the short message begins with a user data header (SMPP 3.4, 5.2.12). */
const headerIndicator = 0x40;

/** How a long message travels: header in the short message, SAR parameters, or one PDU with message_payload. */
export type Carriage = 'udh' | 'sar' | 'payload';

/** The part of a submit_sm that carries text; addresses, validity and the like are the caller's. */
export interface SubmitBody {
  readonly fields: Pick<FieldsOf<'submit_sm'>, 'esmClass' | 'dataCoding' | 'shortMessage'>;
  readonly tlvs: NamedTlvs;
  /** SMS that the network will send for it: what pacing and prices count. */
  readonly segments: number;
}

/** One submit body for each segment, or a single one by message_payload. `dataCoding` overrides for odd SMSCs. */
export function submitBodies(
  plan: MessagePlan,
  carriage: Carriage = 'udh',
  dataCoding = plan.dataCoding,
): SubmitBody[] {
  if (carriage === 'payload') return [payloadBody(plan, dataCoding)];
  return plan.segments.map((segment) =>
    carriage === 'sar' ? sarBody(segment, dataCoding) : headerBody(segment, dataCoding),
  );
}

function headerBody({ header, bytes }: Segment, dataCoding: number): SubmitBody {
  const esmClass = header.length > 0 ? headerIndicator : 0;
  return {
    fields: { esmClass, dataCoding, shortMessage: Buffer.concat([header, bytes]) },
    tlvs: {},
    segments: 1,
  };
}

function sarBody({ bytes, concatenation }: Segment, dataCoding: number): SubmitBody {
  const fields = { esmClass: 0, dataCoding, shortMessage: bytes };
  if (!concatenation) return { fields, tlvs: {}, segments: 1 };
  const { reference, total, number } = concatenation;
  return {
    fields,
    tlvs: { sarMsgRefNum: reference, sarTotalSegments: total, sarSegmentSeqnum: number },
    segments: 1,
  };
}

function payloadBody(plan: MessagePlan, dataCoding: number): SubmitBody {
  const messagePayload = Buffer.concat(plan.segments.map(({ bytes }) => bytes));
  const fields = { esmClass: 0, dataCoding, shortMessage: Buffer.alloc(0) };
  return { fields, tlvs: { messagePayload }, segments: plan.segments.length };
}

/** What a submit_sm or deliver_sm says. */
export interface ReadMessage {
  readonly text: string;
  readonly encoding: TextEncoding | 'other';
  readonly concatenation?: Concatenation;
}

/** Text, encoding and place in its message, whichever carriage was used. */
export function readMessage({ fields, tlvs }: Pdu<'submit_sm'> | Pdu<'deliver_sm'>): ReadMessage {
  const payload = fields.shortMessage.length === 0 ? tlvs.messagePayload : undefined;
  const data = splitUserData(payload ?? fields.shortMessage, (fields.esmClass & headerIndicator) !== 0);
  const concatenation = data.concatenation ?? sarConcatenation(tlvs);
  return {
    text: decodeText(fields.dataCoding, data.bytes),
    encoding: encodingOf(fields.dataCoding),
    ...(concatenation && { concatenation }),
  };
}

function sarConcatenation(tlvs: NamedTlvs): Concatenation | undefined {
  const { sarMsgRefNum: reference, sarTotalSegments: total, sarSegmentSeqnum: number } = tlvs;
  if (reference === undefined || total === undefined || number === undefined) return undefined;
  const found = { bits: 16, reference, number, total } as const;
  return isPossible(found) && total > 1 ? found : undefined;
}
