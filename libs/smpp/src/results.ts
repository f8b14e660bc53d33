import type { Pdu } from './codec';
import type { Answer } from './outstanding';
import { messageStateOf } from './receipt';
import type { NotWritten } from './request-queue';
import { isThrottling, statusName } from './status';
import type { CancelResult, QueryResult, SubmitResult, Unanswered } from './submission';

type Settled = Answer | NotWritten;

/** What a submit_sm came to. */
export function submitResult(settled: Settled): SubmitResult {
  if (settled.kind !== 'response') return unanswered(settled);
  return submitResponseResult(settled.response);
}

/** What a response to submit_sm says; also for one that comes late. */
export function submitResponseResult(response: Pdu): SubmitResult {
  const { status } = response;
  if (isThrottling(status)) return { outcome: 'throttled', status };
  if (response.command !== 'submit_sm_resp' || status !== 0) return rejected(status);
  return { outcome: 'accepted', messageId: response.fields.messageId };
}

export function cancelResult(settled: Settled): CancelResult {
  if (settled.kind !== 'response') return unanswered(settled);
  const { command, status } = settled.response;
  return command === 'cancel_sm_resp' && status === 0 ? { outcome: 'cancelled' } : rejected(status);
}

export function queryResult(settled: Settled): QueryResult {
  if (settled.kind !== 'response') return unanswered(settled);
  const { response } = settled;
  if (response.command !== 'query_sm_resp' || response.status !== 0) return rejected(response.status);
  const { messageState, errorCode } = response.fields;
  return { outcome: 'found', state: messageStateOf(messageState), errorCode };
}

function rejected(status: number) {
  return { outcome: 'rejected', status, statusName: statusName(status) } as const;
}

function unanswered(settled: Exclude<Settled, { kind: 'response' }>): Unanswered {
  return settled.kind === 'unknown' ? { outcome: 'unknown', reason: settled.reason } : settled.result;
}
