import { Refusal } from '@kezek/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Deeper than any body of the contracts, and shallow enough for every recursive reader. */
export const jsonDepthAtMost = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/** How deep the brackets of a JSON text nest, strings apart; read before it is parsed. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === backslash) i += 1;
      else if (char === quote) inString = false;
    } else if (char === quote) inString = true;
    else if (opening.has(char)) deepest = Math.max(deepest, (depth += 1));
    else if (closing.has(char)) depth -= 1;
  }
  return deepest;
}

const holdsNul = (value: unknown): boolean => {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => key.includes('\0') || holdsNul(item));
};

const decode = (body: Buffer): string => {
  try {
    return utf8.decode(body);
  } catch {
    throw new Refusal('malformed-json', { detail: 'The body is not UTF-8.' });
  }
};

/** What is wrong with a text that could not be parsed, without quoting more of it than a character. */
const reasonOf = (text: string): string => {
  try {
    JSON.parse(text);
    return 'Keys that would change a prototype, such as `__proto__`, are not allowed.';
  } catch (error) {
    return `${(error as Error).message.replace(/, ("|\.\.\.)[^]*/, '')}.`;
  }
};

const judged = (text: string, value: unknown): unknown => {
  // PostgreSQL cannot hold U+0000; the walk is spared where the text cannot contain it.
  if (text.includes('\\u0000') && holdsNul(value))
    throw new Refusal('invalid-request', {
      errors: [{ pointer: '', code: 'wrong-format', detail: 'U+0000' }],
    });
  return value;
};

const isUtf8 = (contentType: string): boolean =>
  !/;\s*charset=/i.test(contentType) || /;\s*charset="?utf-8"?\s*(;|$)/i.test(contentType);

const isEncoded = ({ headers }: FastifyRequest): boolean =>
  (headers['content-encoding'] ?? 'identity') !== 'identity';

/**
 * JSON is the only format of bodies: UTF-8, at most 32 levels, without `__proto__` and `constructor.prototype`;
 * everything else is 415.
 */
export function readJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  // Fastify's parser calls back at once, and takes what the callback throws for its own failure.
  const parsed = (request: FastifyRequest, text: string): unknown => {
    let result: { error: Error | null; value?: unknown } = { error: null };
    void parse(request, text, (error, value) => {
      result = { error, value };
    });
    if (result.error) throw new Refusal('malformed-json', { detail: reasonOf(text) });
    return result.value;
  };
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      try {
        if (!isUtf8(request.headers['content-type'] ?? '') || isEncoded(request))
          throw new Refusal('unsupported-media-type');
        const text = decode(body);
        if (jsonDepth(text) > jsonDepthAtMost)
          throw new Refusal('malformed-json', { detail: `Nested deeper than ${String(jsonDepthAtMost)}.` });
        // Clients that always name a type send it with nothing, too: the call says whether it needs a body.
        done(null, text === '' ? undefined : judged(text, parsed(request, text)));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}
