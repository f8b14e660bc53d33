import { mayActIn, type OperationDefinition, type Principal, Refusal, type Scope } from '@kezek/contracts';
import type { onRequestAsyncHookHandler } from 'fastify';
import { RefusalWithHeaders } from '../problem/refusal-with-headers';
import type { TokenVerifier } from './token-verifier';

/** The refusal of a call for which the token has no scope (RFC 6750). */
export const lacksScope = (scope: Scope): RefusalWithHeaders =>
  new RefusalWithHeaders(
    'forbidden',
    { 'www-authenticate': `Bearer realm="kezek", error="insufficient_scope", scope="${scope}"` },
    { detail: `The call needs the scope ${scope}.` },
  );

/** What the decision needs of a request. */
export interface Asking {
  readonly authorization: string | undefined;
  readonly params: unknown;
}

/**
 * Who may make a call: function by scope, object by office. Another office's thing is 404, as if it were not there.
 * A public call asks nobody: a token that comes with it, good or bad, is not looked at.
 * @throws {Refusal} `unauthenticated`, `forbidden`, `not-found` or `service-unavailable`
 */
export async function authorize(
  operation: OperationDefinition,
  asking: Asking,
  verifier: TokenVerifier,
): Promise<Principal | undefined> {
  if (operation.scope === 'public') return undefined;
  const caller = await verifier.verify(asking.authorization);
  if (!caller.scopes.includes(operation.scope)) throw lacksScope(operation.scope);
  if (operation.office !== undefined) {
    const office = (asking.params as Readonly<Record<string, string>>)[operation.office];
    if (office === undefined || !mayActIn(caller, office)) throw new Refusal('not-found');
  }
  return caller;
}

/** The same for a route straight on Fastify, before anything of its body is read. */
export const guardRoute =
  (verifier: TokenVerifier) =>
  (operation: OperationDefinition): onRequestAsyncHookHandler =>
  async (request) => {
    const asking = { authorization: request.headers.authorization, params: request.params };
    const caller = await authorize(operation, asking, verifier);
    if (caller !== undefined) request.caller = caller;
  };
