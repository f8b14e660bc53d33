import type { OperationDefinition } from '@kezek/contracts';

/**
 * The path at the service, written anew from the declared one and the decoded parameters: however a caller encodes
 * dots, slashes and backslashes, the service sees the same call that the guard saw.
 */
export function servicePath(
  operation: OperationDefinition,
  params: Readonly<Record<string, string>>,
  url: string,
): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const query = url.indexOf('?');
  return `/v1${path}${query === -1 ? '' : url.slice(query)}`;
}
