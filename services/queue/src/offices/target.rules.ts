import type { OfficeService } from '@kezek/contracts';

type Targets = Pick<OfficeService, 'target' | 'earlierTargets'>;
type Target = OfficeService['target'];

const keptAtMost = 20;

/** The target wait of a service on a business day, in minutes; before the first one, that one counts. */
export function targetMinutesOn({ target, earlierTargets = [] }: Targets, day: string): number {
  const all = [...earlierTargets, target].sort(byDate);
  return (all.findLast(({ validFrom }) => validFrom <= day) ?? all[0] ?? target).minutes;
}

/** The services of a changed office, with the targets that they had before. */
export const withEarlierTargets = (
  before: readonly OfficeService[],
  after: readonly OfficeService[],
): OfficeService[] =>
  after.map(({ earlierTargets, ...service }) => {
    const was = before.find(({ code }) => code === service.code);
    const kept = replacedBy(service.target, earlierTargets ?? was?.earlierTargets ?? [], was?.target);
    return { ...service, ...(kept.length > 0 && { earlierTargets: kept }) };
  });

/** What is said of a day on which it begins, or of an earlier one, stands for all that was said from there on. */
function replacedBy(target: Target, known: readonly Target[], last: Target | undefined): Target[] {
  const byDay = new Map([...known, ...(last ? [last] : [])].map((one) => [one.validFrom, one]));
  return [...byDay.values()]
    .filter(({ validFrom }) => validFrom < target.validFrom)
    .sort(byDate)
    .slice(-keptAtMost);
}

const byDate = (a: Target, b: Target): number => (a.validFrom < b.validFrom ? -1 : 1);
