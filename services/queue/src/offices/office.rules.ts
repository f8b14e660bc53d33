import type { Office } from '@kezek/contracts';

/** What tickets that have not ended wait for, and which counters are held. */
export interface InUse {
  readonly services: readonly string[];
  readonly counters: readonly string[];
}

type Parts = Pick<Office, 'services' | 'counters'>;

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
