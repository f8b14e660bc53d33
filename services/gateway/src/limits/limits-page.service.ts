import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policies } from './policies.rules';
import { policyNames, settingOf } from './limit-settings.service';

const rows = (): string[] =>
  policyNames.map((policy) => {
    const { usual, limits, countedBy } = policies[policy];
    const [calls, seconds] = usual.split('/');
    return `| \`${policy}\` | ${limits} | ${countedBy} | ${calls ?? ''} in ${seconds ?? ''} s | \`${settingOf(policy)}\` |`;
  });

/** `docs/limits.md`: every limit with its setting, for who writes clients and who runs the gateway. */
export const limitsPage = (): string =>
  [
    '# Limits',
    '',
    'Generated from `services/gateway/src/limits/policies.rules.ts`.',
    'A setting is `<calls>/<seconds>`, or `off`. All gateways count together, in Redis; while it is away each counts by',
    'itself. The seconds begin with the first call of a key.',
    '',
    'Every answer names the limits that counted the call: `RateLimit-Policy: "client";q=120000;w=60` (the quota and its',
    'window in seconds) and `RateLimit: "client";r=119999;t=60` (what remains, and the seconds until all of it is there',
    'again; draft-ietf-httpapi-ratelimit-headers-10). Beyond a limit the answer is 429',
    '[`quota-exceeded`](refusals.md#quota-exceeded), which names it in `violated-policies`, and nothing was done: go on',
    'after `Retry-After` seconds.',
    '',
    '| Limit | Of | Counted by | Usually | Setting |',
    '| --- | --- | --- | --- | --- |',
    ...rows(),
    '',
    'Behind a proxy `TRUSTED_PROXIES` must name it (addresses or ranges such as `10.0.0.0/8`, by comma): its',
    '`X-Forwarded-For` is believed then, and nobody else’s. Otherwise everybody counts as coming from the proxy.',
    '',
  ].join('\n');

/** From the directory of the service. */
export const writeLimitsPage = (): Promise<void> => {
  writeFileSync(join('..', '..', 'docs', 'limits.md'), limitsPage());
  return Promise.resolve();
};
