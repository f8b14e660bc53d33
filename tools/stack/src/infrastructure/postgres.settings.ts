import type { Premises } from './types';

/** How `initdb` makes the cluster, embedded or in a container. */
export const initdbOptions = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
] as const;

const always = {
  max_connections: '200',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %d ',
};

// For data that is thrown away: a commit outlives `kill -9` of the server (tests rely on it), not the machine's power.
const forThrowaway = { fsync: 'off', full_page_writes: 'off' };

/** How the server runs, embedded or in a container: options of `postgres`. */
export function serverOptions({ throwaway }: Pick<Premises, 'throwaway'>): string[] {
  const settings = { ...always, ...(throwaway ? forThrowaway : {}) };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
