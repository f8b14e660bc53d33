import { type OperationDefinition, type Scope, scopes, type ServiceName } from '@kezek/contracts';
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { routePath } from './operation.decorator';

/** Everything under which the API stands. */
export const apiPrefix = '/v1';

/** Makes the hook that lets a request pass or refuses it. */
export type RouteGuard = (operation: OperationDefinition) => onRequestAsyncHookHandler;

interface Mounted {
  readonly operation: OperationDefinition;
  readonly pattern: RegExp;
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`);

const guarded = ({ scope }: OperationDefinition): boolean =>
  scope === 'public' || Object.hasOwn(scopes, scope satisfies Scope);

const declared = ({ id, path, params, office, success }: OperationDefinition): string[] => [
  ...(success.length > 0 ? [] : [`${id} declares no success.`]),
  ...(office === undefined || Object.hasOwn(params?.shape ?? {}, office)
    ? []
    : [`${id} guards by {${office}}, which is not in ${path}.`]),
];

/** What is mounted, collected while routes are added; the start is refused when it isn't what the contract says. */
export class RouteTable {
  readonly #mounted: Mounted[] = [];
  readonly #faults: string[] = [];

  /** Must be called before the first route is added. A route that Nest's guard doesn't stand before gets one of its own. */
  watch(server: FastifyInstance, others: readonly string[], guard: RouteGuard): void {
    server.addHook('onRoute', (route) => {
      const { method, url, config } = route;
      const operation = config?.operation;
      if (operation === undefined) {
        if (!others.includes(url)) this.#faults.push(`${String(method)} ${url} belongs to no operation.`);
        return;
      }
      if (config?.guarded !== true) route.onRequest = [guard(operation), ...[route.onRequest ?? []].flat()];
      if (method !== 'HEAD') this.#add(operation, url);
    });
  }

  #add(operation: OperationDefinition, url: string): void {
    const expected = `${apiPrefix}${routePath(operation.path)}`;
    if (url !== expected) this.#faults.push(`${operation.id} is mounted at ${url}, not ${expected}.`);
    if (!guarded(operation)) this.#faults.push(`${operation.id} has no scope that exists.`);
    this.#faults.push(...declared(operation));
    if (this.#mounted.some((other) => other.operation.id === operation.id))
      this.#faults.push(`${operation.id} is mounted twice.`);
    this.#mounted.push({ operation, pattern: patternOf(url) });
  }

  /** @throws {Error} naming every route without an operation and every operation of the service without a route. */
  check(service: ServiceName, operations: readonly OperationDefinition[]): void {
    const mounted = new Set(this.#mounted.map(({ operation }) => operation.id));
    const missing = operations
      .filter((operation) => operation.service === service && !mounted.has(operation.id))
      .map(({ id }) => `${id} is declared, but not mounted.`);
    const faults = [...this.#faults, ...missing];
    if (faults.length > 0) throw new Error(`The routes break the contract:\n${faults.join('\n')}`);
  }

  /** The operations that are mounted. */
  get operations(): readonly OperationDefinition[] {
    return this.#mounted.map(({ operation }) => operation);
  }

  /** The methods of a path, for `Allow`; empty where there is no such path. */
  methodsOf(path: string): string[] {
    const found = this.#mounted
      .filter(({ pattern }) => pattern.test(path))
      .map(({ operation }) => operation.method.toUpperCase());
    if (found.length === 0) return [];
    return [...new Set([...found, ...(found.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
  }
}
