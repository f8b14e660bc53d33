import type { OperationDefinition } from '@kezek/contracts';

const offered = (operation: OperationDefinition): string[] =>
  operation.success.map(({ contentType }) => (contentType ?? 'application/json').split(';', 1)[0] ?? '');

const matches = (range: string, type: string): boolean =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

/** Whether the caller's `Accept` admits one of the forms in which the operation answers; no header admits all. */
export function acceptable(header: string | undefined, operation: OperationDefinition): boolean {
  if (header === undefined || header.trim() === '') return true;
  const ranges = header
    .toLowerCase()
    .split(',')
    .filter((range) => !/;\s*q=0(\.0{0,3})?\s*$/.test(range))
    .map((range) => range.split(';', 1)[0]?.trim() ?? '');
  return offered(operation).some((type) => ranges.some((range) => matches(range, type)));
}
