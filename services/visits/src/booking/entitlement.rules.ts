import type { ClientKind, FacilityRules } from '@kezek/contracts';
import { entitlementOn, type Standing } from '../facilities/limits.rules';
import { monthOf } from '../timetable/window.rules';

/** A line of a detainee's ledger, which only grows. */
export interface Entry {
  readonly kind: 'use' | 'give-back';
  readonly visit: string;
  /** `YYYY-MM`, of the day of the visit. */
  readonly month: string;
}

/** What a detainee has in a month: the whole of it, before and after the day that is asked for. */
export interface Entitlement {
  readonly month: string;
  readonly allowed: number;
  readonly used: number;
  /** Below zero where a rule came to allow less, or somebody had more than was allowed. */
  readonly left: number;
  readonly minutesAtMost: number;
  readonly legalBasis: string;
}

/** Defence counsel comes as often as need be: nobody counts, and nobody asks why. */
export const isCounted = (client: ClientKind): boolean => client === 'relative';

/** The visits that use the month up: of each the last line of that month counts, so it is no matter what comes twice. */
export function usesOf(ledger: readonly Entry[], month: string): string[] {
  const last = new Map(
    ledger.filter((entry) => entry.month === month).map(({ visit, kind }) => [visit, kind]),
  );
  return [...last].filter(([, kind]) => kind === 'use').map(([visit]) => visit);
}

/** On the day of a visit; undefined where no rule gives the detainee any. */
export function entitlementOf(
  rules: FacilityRules,
  standing: Standing,
  date: string,
  ledger: readonly Entry[],
): Entitlement | undefined {
  const rule = entitlementOn(rules, standing, date);
  if (rule === undefined) return undefined;
  const month = monthOf(date);
  const { visitsAtMost: allowed, minutesAtMost, legalBasis } = rule;
  const used = usesOf(ledger, month).length;
  return { month, allowed, used, left: allowed - used, minutesAtMost, legalBasis };
}

/** What is written when a visit has a day, loses it, or has another one; nothing where the month stays. */
export function entriesFor(visit: string, before: string | undefined, after: string | undefined): Entry[] {
  const [was, is] = [before, after].map((date) => date && monthOf(date));
  if (was === is) return [];
  return [
    ...(was === undefined ? [] : [{ kind: 'give-back' as const, visit, month: was }]),
    ...(is === undefined ? [] : [{ kind: 'use' as const, visit, month: is }]),
  ];
}
