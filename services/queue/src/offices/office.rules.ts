import type { Office } from '@kezek/contracts';

/** What tickets that have not ended wait for, and which counters are held. */
export interface InUse {
  readonly services: readonly string[];
  readonly counters: readonly string[];
}

type Parts = Pick<Office, 'services' | 'counters'>;

/** The top-level fields in which two definitions differ, by name. */
export function changedBetween(before: object, after: object): string[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.filter((name) => canonical(was.get(name)) !== canonical(is.get(name)));
}

/** The same text for the same value: PostgreSQL keeps objects in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify([value], (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** In words: what a change would take away from under tickets and operators. */
export function withdrawnBy(before: Parts, after: Parts, inUse: InUse): string[] {
  const gone = (was: readonly { code: string }[], is: readonly { code: string }[]) =>
    was.map(({ code }) => code).filter((code) => !is.some((kept) => kept.code === code));
  return [
    ...gone(before.services, after.services)
      .filter((code) => inUse.services.includes(code))
      .map((code) => `service ${code} still has tickets`),
    ...gone(before.counters, after.counters)
      .filter((code) => inUse.counters.includes(code))
      .map((code) => `counter ${code} is open`),
  ];
}
