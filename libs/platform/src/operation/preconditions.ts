import { Refusal } from '@kezek/contracts';

const badHeader = (name: string, detail: string): Refusal =>
  new Refusal('invalid-request', { errors: [{ pointer: name, code: 'wrong-format', detail }] });

/** 1–200 visible characters, with or without the quotes of the IETF draft. */
export function idempotencyKeyOf(header: string | undefined): string {
  if (header === undefined || header.trim() === '') throw new Refusal('idempotency-key-missing');
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim())?.[1];
  const key = quoted === undefined ? header.trim() : quoted.replaceAll(/\\(["\\])/g, '$1');
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw badHeader('Idempotency-Key', 'one key of 1 to 200 visible ASCII characters');
  return key;
}

const entityTags = /^(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*$/;

/**
 * The version that `If-Match` names; undefined for `*` and where the header is absent. A weak tag counts, for proxies
 * weaken what they compress. A tag that was never ours can match nothing: 412 (RFC 9110, 13.1.1).
 */
export function ifMatchOf(header: string | undefined, required: boolean): number | undefined {
  const value = header?.trim();
  if (value === undefined || value === '') {
    if (required) throw new Refusal('version-required');
    return undefined;
  }
  if (value === '*') return undefined;
  if (!entityTags.test(value)) throw badHeader('If-Match', 'one ETag in quotes, or *');
  const versions = [...value.matchAll(/"([1-9]\d{0,14})"/g)].map((match) => Number(match[1]));
  if (versions.length > 1) throw badHeader('If-Match', 'one ETag only');
  if (versions[0] === undefined) throw new Refusal('version-mismatch');
  return versions[0];
}
