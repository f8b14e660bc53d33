import type { Fault } from '@kezek/contracts';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** How a place is written: a JSON pointer in the body, `?name`, `{name}`. */
export type Place = (path: Path) => string;

const escaped = (key: PropertyKey): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

export const inBody: Place = (path) => path.map((key) => `/${escaped(key)}`).join('');
export const inQuery: Place = (path) => `?${path.map(String).join('.')}`;
export const inPath: Place = (path) => `{${path.map(String).join('.')}}`;

const codes: Partial<Record<string, string>> = {
  too_small: 'too-small',
  too_big: 'too-big',
  invalid_format: 'wrong-format',
  invalid_value: 'not-allowed',
  not_multiple_of: 'not-a-multiple',
  invalid_union: 'not-allowed',
  custom: 'invalid',
};

const codeOf = (issue: Issue): string => {
  // Also where one of a list is missing: zod calls that an invalid value.
  if (issue.input === undefined && ['invalid_type', 'invalid_value'].includes(issue.code)) return 'required';
  return issue.code === 'invalid_type' ? 'wrong-type' : (codes[issue.code] ?? 'invalid');
};

// A text of the query that is no number has become NaN, which the caller has not sent.
const detailOf = (issue: Issue): string => issue.message.replace(/, received NaN$/, '');

// Of the variants of a union the one that fits best is what the caller meant.
const closest = (variants: readonly (readonly Issue[])[]): readonly Issue[] =>
  [...variants].sort((a, b) => a.length - b.length)[0] ?? [];

/** Each mistake of a value as one fault; unknown fields are named one by one. */
export function faultsOf(issues: readonly Issue[], place: Place, base: Path = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ pointer: place([...path, key]), code: 'unknown-field' }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0)
      return faultsOf(closest(issue.errors), place, path);
    return [{ pointer: place(path), code: codeOf(issue), detail: detailOf(issue) }];
  });
}
