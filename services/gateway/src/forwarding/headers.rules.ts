/** What travels on to a service. Everything else stays: a header that nobody reads can only be used to deceive. */
const forwarded = [
  'authorization',
  'content-type',
  'accept',
  'accept-language',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'user-agent',
] as const;

/** Of one connection only (RFC 9110, 7.6.1), or said by the gateway itself. */
const ownOrOfOneHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'date',
  'server',
  'x-powered-by',
  'x-request-id',
]);

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Caller {
  readonly address: string;
  readonly host: string;
  readonly protocol: string;
  readonly requestId: string;
  readonly trace: Readonly<Record<string, string>>;
}

/** The headers of the call to a service; who called is what the gateway saw, never what the caller said. */
export function requestHeaders(given: Headers, caller: Caller): Record<string, string> {
  const headers: Record<string, string> = {
    ...caller.trace,
    'x-request-id': caller.requestId,
    'x-forwarded-for': caller.address,
    'x-forwarded-host': caller.host,
    'x-forwarded-proto': caller.protocol,
  };
  for (const name of forwarded) {
    const value = given[name];
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}

/** What two hops say an answer depends on: neither may hide the other's. */
export const varying = (
  ...given: readonly (string | readonly string[] | undefined)[]
): string | undefined => {
  const names = given
    .flatMap((value) => (value ?? '').toString().split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : [...new Set(names)].join(', ');
};

/** The headers of the answer to the caller: without those of the hop, and those that `Connection` names. */
export function responseHeaders(given: Headers): Record<string, string | string[]> {
  const named = String(given['connection'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name, value]) => value !== undefined && !ownOrOfOneHop.has(name) && !named.includes(name))
      .map(([name, value]) => [name, typeof value === 'string' ? value : [...(value ?? [])]]),
  );
}
