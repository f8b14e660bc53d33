import type { Quota } from '@kezek/platform';
import { z } from 'zod';
import { policies, type PolicyName } from './policies.rules';

/** The variable that a limit is set by: `RATE_LIMIT_CLIENT`. */
export type LimitSetting = `RATE_LIMIT_${Uppercase<PolicyName>}`;

export const policyNames = Object.keys(policies) as PolicyName[];
export const settingOf = (policy: PolicyName): LimitSetting =>
  `RATE_LIMIT_${policy.toUpperCase() as Uppercase<PolicyName>}`;

const quota = z
  .string()
  .regex(/^(off|[1-9]\d{0,8}\/[1-9]\d{0,4})$/, 'must be <calls>/<seconds>, such as 600/60, or off')
  .transform((text): Quota | undefined => {
    const [calls, seconds] = text.split('/').map(Number);
    return calls === undefined || seconds === undefined ? undefined : { calls, seconds };
  });

/** One setting for each limit; undefined where it is off. */
export const limitSettings = Object.fromEntries(
  policyNames.map((policy) => [settingOf(policy), quota.prefault(policies[policy].usual)]),
) as Record<LimitSetting, z.ZodPrefault<typeof quota>>;

export type Quotas = Readonly<Partial<Record<PolicyName, Quota>>>;

/** The limits that are on. */
export const quotasOf = (settings: Readonly<Record<LimitSetting, Quota | undefined>>): Quotas =>
  Object.fromEntries(
    policyNames.flatMap((policy) => {
      const found = settings[settingOf(policy)];
      return found === undefined ? [] : [[policy, found]];
    }),
  );
