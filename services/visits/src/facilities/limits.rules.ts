import type {
  ClientKind,
  DetaineeStatus,
  EntitlementRule,
  FacilityRules,
  LimitInForce,
  NoticeWindow,
  PermissionRule,
} from '@kezek/contracts';

/** The whole numbers that a facility sets, by name. */
export const numberedLimits = [
  'adultAge',
  'visitorsAtMost',
  'adultsAtMost',
  'childrenAtMost',
  'holdMinutes',
  'holdAtMostMinutes',
  'freedHoldMinutes',
  'waitAtMostMinutes',
] as const;
export type NumberedLimit = (typeof numberedLimits)[number];

/** A limit as it stands on a day, and by which act. */
export interface Limit<T> {
  readonly value: T;
  readonly legalBasis: string;
}

/** Both ends included; without `to` for good. */
interface Days {
  readonly from: string;
  readonly to?: string | undefined;
}

export const holdsOn =
  (date: string) =>
  ({ from, to }: Days): boolean =>
    from <= date && (to === undefined || date <= to);

/** Of the editions that hold on a day the one that began last; where two began together, the one told later. */
function editionOn<E extends Days>(editions: readonly E[], date: string): E | undefined {
  return editions
    .filter(holdsOn(date))
    .reduce<E | undefined>(
      (last, one) => (last === undefined || one.from >= last.from ? one : last),
      undefined,
    );
}

/** A number on a day; undefined where the facility sets none. */
export function limitOn(rules: FacilityRules, name: NumberedLimit, date: string): Limit<number> | undefined {
  const own = rules[name];
  const edition = editionOn(rules.limits[name] ?? [], date);
  if (edition !== undefined) return { value: edition.value, legalBasis: edition.legalBasis };
  return own === undefined ? undefined : { value: own, legalBasis: rules.legalBasis };
}

/** Of which booking one speaks: whose, and on which day it is made. */
export function noticeOn(rules: FacilityRules, client: ClientKind, date: string): Limit<NoticeWindow> {
  const edition = editionOn(rules.limits.notice?.[client] ?? [], date);
  if (edition !== undefined) return { value: edition.value, legalBasis: edition.legalBasis };
  return { value: rules.notice[client], legalBasis: rules.legalBasis };
}

/** The detainee, as far as rights depend on it. */
export interface Standing {
  /** Unknown until the custody system has said it. */
  readonly status?: DetaineeStatus | undefined;
  readonly minor: boolean;
}

/** What a detainee may have in the month of a day: the first rule that fits. */
export const entitlementOn = (
  { entitlements }: FacilityRules,
  { status, minor }: Standing,
  date: string,
): EntitlementRule | undefined =>
  entitlements.find(
    (rule) =>
      holdsOn(date)(rule) &&
      (rule.minor === undefined || rule.minor === minor) &&
      (rule.statuses === undefined || (status !== undefined && rule.statuses.includes(status))),
  );

/** By which rule relatives need a permission; of whom nothing is known it is asked, as of a suspect. */
export const permissionNeeded = (
  { permissions }: FacilityRules,
  { status = 'suspect' }: Standing,
  date: string,
): PermissionRule | undefined =>
  permissions.find((rule) => holdsOn(date)(rule) && rule.statuses.includes(status));

/** Every number and notice that holds on a day, each with the act by which it does. */
export const limitsInForce = (rules: FacilityRules, date: string): LimitInForce[] => [
  ...numberedLimits.flatMap((limit) => {
    const holding = limitOn(rules, limit, date);
    return holding === undefined ? [] : [{ limit, ...holding }];
  }),
  ...(['relative', 'lawyer'] as const).map((client) => ({
    limit: `notice-${client}`,
    ...noticeOn(rules, client, date),
  })),
];
