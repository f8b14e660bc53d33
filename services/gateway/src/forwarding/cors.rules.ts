/** What pages of other origins may send, and read of an answer. */
const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Request-Id';
const exposedHeaders =
  'ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id';
const preflightForSeconds = 600;

/** The headers for a page of an origin; none where the origin isn't among those configured. */
export function corsHeaders(
  origins: readonly string[],
  origin: string | undefined,
  preflightOf?: readonly string[],
): Readonly<Record<string, string>> {
  if (origin === undefined || !origins.includes(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    ...(preflightOf === undefined
      ? { 'access-control-expose-headers': exposedHeaders }
      : {
          'access-control-allow-methods': preflightOf.join(', '),
          'access-control-allow-headers': allowedHeaders,
          'access-control-max-age': String(preflightForSeconds),
        }),
  };
}
