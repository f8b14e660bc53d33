import { mayActIn, type OperationDefinition, type Principal, Refusal, type Scope } from '@kezek/contracts';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
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
export type Asking = Pick<FastifyRequest, 'headers' | 'params' | 'raw'>;

const verified = new WeakMap<FastifyRequest['raw'], Promise<Principal>>();

// A token is looked at once for a request, however many want to know whose it is: a forged one costs the most.
function verify({ raw, headers }: Asking, verifier: TokenVerifier): Promise<Principal> {
  const known = verified.get(raw) ?? verifier.verify(headers.authorization);
  verified.set(raw, known);
  return known;
}

/**
 * Who may make a call: function by scope and, where it is for devices alone, by kind; object by office. Another office's
 * thing is 404, as if it were not there.
 * A public call asks nobody: a token that comes with it, good or bad, decides nothing.
 * @throws {Refusal} `unauthenticated`, `forbidden`, `not-found` or `service-unavailable`
 */
export async function authorize(
  operation: OperationDefinition,
  asking: Asking,
  verifier: TokenVerifier,
): Promise<Principal | undefined> {
  if (operation.scope === 'public') return undefined;
  const caller = await verify(asking, verifier);
  if (!caller.scopes.includes(operation.scope)) throw lacksScope(operation.scope);
  if (operation.devicesOnly && caller.kind !== 'device') throw new Refusal('devices-only');
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
    const caller = await authorize(operation, request, verifier);
    if (caller !== undefined) request.caller = caller;
  };

/**
 * Whose token came with a request, whatever it may do; undefined where none did, or no good one. For limits and shares,
 * which know staff from the public also on calls that anybody may make: nothing is allowed by it.
 */
export async function recognize(asking: Asking, verifier: TokenVerifier): Promise<Principal | undefined> {
  if (asking.headers.authorization === undefined) return undefined;
  try {
    return await verify(asking, verifier);
  } catch {
    return undefined;
  }
}
