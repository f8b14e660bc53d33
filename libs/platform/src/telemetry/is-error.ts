/// <reference lib="esnext.error" />

/** An error of this realm or another (Node's own are of another under Jest), or made like Fastify's, by prototype. */
export const isError = (value: unknown): value is Error => value instanceof Error || Error.isError(value);
