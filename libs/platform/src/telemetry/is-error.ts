import { types } from 'node:util';

/** An error of this realm or another (Node's own are of another under Jest), or made like Fastify's, by prototype. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || types.isNativeError(value);
