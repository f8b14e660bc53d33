import { type SharedRedis, SharedQuota } from '@kezek/platform';
import { type Call, policies, type PolicyName } from './policies.rules';
import type { Spending } from './rate-limit-fields.service';
import type { Quotas } from './limit-settings.service';

/** Counts calls against the limits that are on. */
export class LimitsService {
  readonly #quotas: readonly (readonly [PolicyName, SharedQuota])[];

  constructor(redis: SharedRedis, quotas: Quotas) {
    this.#quotas = Object.entries(quotas).map(([policy, quota]) => [
      policy as PolicyName,
      new SharedQuota(redis, policy, quota),
    ]);
  }

  /** What the call has spent of each limit that counts it. */
  async spend(call: Call): Promise<Spending[]> {
    const counted = this.#quotas.flatMap(([policy, quota]) => {
      const key = policies[policy].keyOf(call);
      return key === undefined ? [] : [{ policy, quota, key }];
    });
    return await Promise.all(
      counted.map(async ({ policy, quota, key }) => ({
        policy,
        quota: quota.quota,
        ...(await quota.spend(key)),
      })),
    );
  }
}
