export { decodeGsm7 } from './gsm7';
export {
  type MessagePlan,
  type PlanOptions,
  type Segment,
  type TextEncoding,
  TextTooLong,
  countSegments,
  decodeText,
  encodingOf,
  planMessage,
} from './text';
export { type Concatenation, concatenationHeader, splitUserData } from './udh';
export { type StatusName, isRefusedForGood, isThrottling, statusCode, statusName } from './status';
export { MalformedPdu, type MalformedReason, UnencodablePdu } from './malformed';
export { type CommandName, type FieldsOf, commands, isResponse } from './commands';
export { type NamedTlvs, type RawTlv, type TlvName, tlvTags } from './tlv';
export { type Pdu, type PduInput, type UnknownPdu, decodePdu, encodePdu, maximumLength } from './codec';
export { type Decoded, PduDecoder } from './decoder';
export { formatAbsoluteTime, formatRelativeTime, parseSmppTime } from './time';
export { messageIdNotations, normalizeMessageId, sameMessageId } from './message-id';
export {
  type MessageState,
  type Receipt,
  formatReceiptText,
  messageStateOf,
  messageStates,
  parseReceipt,
  parseReceiptText,
} from './receipt';
export { type Carriage, type ReadMessage, type SubmitBody, readMessage, submitBodies } from './message';
export { Reassembler, type ReassemblyLimits } from './reassembly';
