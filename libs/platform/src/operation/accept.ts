import type { OperationDefinition, Success } from '@kezek/contracts';

interface Range {
  readonly type: string;
  readonly weight: number;
}

const bare = (type: string): string => type.split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** The media type in which a success is told, without parameters. */
export const typeOf = (success: Success): string => bare(success.contentType ?? 'application/json');

/** The media types in which the operation can answer, the usual one first. */
const formsOf = (operation: OperationDefinition): string[] => [...new Set(operation.success.map(typeOf))];

const rangeOf = (wish: string): Range => {
  const weight = /;\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)/i.exec(wish)?.[1];
  return { type: bare(wish), weight: Number(weight ?? 1) };
};

const matches = (range: string, type: string): boolean =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

/** RFC 9110, 12.5.1: of the ranges that match a type the most specific one says how much it is wanted. */
function weightOf(ranges: readonly Range[], type: string): number {
  const precision = (range: Range) => (range.type === '*/*' ? 0 : range.type.endsWith('/*') ? 1 : 2);
  const [closest] = ranges
    .filter((range) => matches(range.type, type))
    .sort((a, b) => precision(b) - precision(a));
  return closest?.weight ?? 0;
}

/** The form of those offered that `Accept` likes best; no header takes the usual one; undefined where none will do. */
export function formFor(header: string | undefined, operation: OperationDefinition): string | undefined {
  const offered = formsOf(operation);
  if (header === undefined || header.trim() === '') return offered[0];
  const ranges = header.split(',').map(rangeOf);
  const [best] = offered
    .map((type) => ({ type, weight: weightOf(ranges, type) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best?.type;
}
