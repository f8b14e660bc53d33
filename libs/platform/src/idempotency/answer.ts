import type { OperationDefinition } from '@kezek/contracts';
import { reply, type Reply } from '../operation/reply';
import { fingerprintOf, type Once, type OnceRequest } from './once';

interface KeyedInput {
  readonly params: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string;
}

/** What `once` needs to know of a call; two calls are the same when operation, parameters and body are. */
export const onceRequest = (
  operation: OperationDefinition,
  input: KeyedInput,
  client: string,
): OnceRequest => ({
  client,
  key: input.idempotencyKey,
  fingerprint: fingerprintOf(operation.id, input.params, input.body),
  status: operation.success[0]?.status ?? 200,
});

/** The answer of a call that ran `once`; `null` is the operation's 204. */
export const onceAnswer = ({ replayed, status, response }: Once<unknown>): Reply =>
  reply(response === null ? 204 : status, response ?? undefined, {
    headers: replayed ? { 'idempotency-replayed': 'true' } : {},
  });
