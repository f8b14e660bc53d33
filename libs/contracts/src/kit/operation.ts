import type { z } from 'zod';
import type { Scope } from '../scopes';
import type { RefusalCode } from './refusals';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type ServiceName = 'queue' | 'intake' | 'visits' | 'notifications' | 'gateway';

/** `issuing`: a ticket, or numbers for tickets, are taken; `tracking`: a token of the path says whose thing it is. */
export type Flow = 'issuing' | 'tracking';

/**
 * One way a call can succeed; `etag`: the body's `version` is sent as the `ETag`. A status may stand here once for each
 * media type in which it can be told: `Accept` chooses.
 */
export interface Success {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  readonly body?: z.ZodType;
  /** Of a text that the handler writes itself; JSON where absent. */
  readonly contentType?: string;
  readonly etag?: boolean;
}

/**
 * A REST call, declared once: route, guard, validation, filtering of the answer, documentation and the gateway's
 * table all come from it. `path` is below `/v1`, with `{name}` for each key of `params`.
 */
export interface OperationDefinition {
  readonly id: string;
  readonly service: ServiceName;
  readonly method: HttpMethod;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may call: a scope of the token, or anybody. */
  readonly scope: Scope | 'public';
  /** Of those with the scope only registered devices. */
  readonly devicesOnly?: true;
  /** What it does is limited more strictly than other calls are. */
  readonly flow?: Flow;
  /** The path parameter that names the office whose operators alone may call. */
  readonly office?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Requires `Idempotency-Key`; the answer is stored with the effect. */
  readonly idempotencyKey?: boolean;
  /** `required`: 428 without `If-Match`; `optional`: compared when sent; `on-update`: the service demands it where the thing exists. */
  readonly ifMatch?: 'required' | 'optional' | 'on-update';
  /** In the order of likelihood: the first is what a handler's plain return value means. */
  readonly success: readonly Success[];
  /** What this call in particular can be refused for, beside what every call can (`commonRefusals`). */
  readonly refusals: readonly RefusalCode[];
}

/** Declares a call; the type keeps the schemas, so that `InputOf` and `OutputOf` know them. */
export function defineOperation<const D extends OperationDefinition>(definition: D): D {
  const named = [...definition.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const known = Object.keys(definition.params?.shape ?? {});
  if (named.length !== known.length || named.some((name) => !known.includes(name ?? '')))
    throw new Error(`${definition.id}: the path names ${named.join()} but params has ${known.join()}`);
  return definition;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : Record<string, never>;

/** What a handler gets: every part parsed by the operation's schemas. */
export interface InputOf<O extends OperationDefinition> {
  readonly params: Parsed<O['params']>;
  readonly query: Parsed<O['query']>;
  readonly body: O['body'] extends z.ZodType ? z.output<O['body']> : undefined;
  readonly idempotencyKey: O['idempotencyKey'] extends true ? string : undefined;
  /** The version that `If-Match` names; absent where it wasn't sent or was `*`. */
  readonly ifMatch: number | undefined;
}

/** The body of the first success. */
export type OutputOf<O extends OperationDefinition> = O['success'][0]['body'] extends z.ZodType
  ? z.input<O['success'][0]['body']>
  : undefined;
