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
export { type Clock, systemClock } from './clock';
export {
  type Endpoint,
  type Link,
  type LinkEvents,
  type OpenLink,
  type TlsOptions,
  openSocket,
} from './link';
export type { PaceLimits } from './pacer';
export type { BindIdentity, SessionEnd, SessionTimers } from './session-options';
export type { UnknownReason } from './outstanding';
export type {
  CancelResult,
  QueryResult,
  RequestOptions,
  Submission,
  SubmitOptions,
  SubmitResult,
  UnsentReason,
} from './submission';
export { type ClientHandlers, type ClientOptions, type ClientStatus, parseSmppUrl } from './client-options';
export { SmppClient } from './client';
export {
  type BindMode,
  type EsmeRequest,
  type SmscHandlers,
  SmscSession,
  type SmscTimers,
} from './smsc-session';
export { type SmscServer, type SmscServerOptions, startSmscServer } from './smsc-server';
