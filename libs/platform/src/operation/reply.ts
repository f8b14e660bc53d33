import type { OperationDefinition, OutputOf } from '@kezek/contracts';

/** A declared success other than the first, or one with headers of its own. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export const reply = (
  status: number,
  body?: unknown,
  options: { readonly headers?: Readonly<Record<string, string>> } = {},
): Reply => new Reply(status, body, options.headers);

/** What a handler of the operation may return: the body of its first success, or a `reply`. */
export type Answer<O extends OperationDefinition> =
  OutputOf<O> | Reply | (204 extends O['success'][number]['status'] ? undefined : never);
