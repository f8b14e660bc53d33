import type { Quota, Spent } from '@kezek/platform';
import type { PolicyName } from './policies.rules';

/** What a call has spent of a policy. */
export interface Spending extends Spent {
  readonly policy: PolicyName;
  readonly quota: Quota;
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10; lists of RFC 9651). */
export const rateLimitHeaders = (spendings: readonly Spending[]): Record<string, string> => ({
  'ratelimit-policy': spendings
    .map(({ policy, quota }) => `"${policy}";q=${String(quota.calls)};w=${String(quota.seconds)}`)
    .join(', '),
  ratelimit: spendings
    .map(({ policy, left, resetSeconds }) => `"${policy}";r=${String(left)};t=${String(resetSeconds)}`)
    .join(', '),
});

/** When the last of what is used up is there again; undefined where nothing is. */
export function retryAfter(spendings: readonly Spending[]): number | undefined {
  const exceeded = spendings.filter((spending) => spending.exceeded);
  return exceeded.length === 0 ? undefined : Math.max(1, ...exceeded.map(({ resetSeconds }) => resetSeconds));
}
