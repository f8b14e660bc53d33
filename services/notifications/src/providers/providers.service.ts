import { Injectable } from '@nestjs/common';
import type { Provider, ProviderEvents, ProviderStatus } from './provider.rules';

/** The ways to the visitors. */
@Injectable()
export class Providers {
  readonly #all: ReadonlyMap<string, Provider>;

  constructor(providers: readonly Provider[]) {
    this.#all = new Map(providers.map((provider) => [provider.name, provider]));
  }

  /** @throws {Error} for a way that this release doesn't have */
  named(name: string): Provider {
    const found = this.#all.get(name);
    if (found === undefined) throw new Error(`no provider ${name}`);
    return found;
  }

  start(events: ProviderEvents): void {
    for (const provider of this.#all.values()) provider.start(events);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map(async (provider) => provider.stop()));
  }

  names(): readonly string[] {
    return [...this.#all.keys()];
  }

  /** The ways that lead somewhere now. */
  up(): readonly string[] {
    return this.names().filter((name) => this.named(name).up);
  }

  list(): readonly ProviderStatus[] {
    return [...this.#all.values()].flatMap((provider) => provider.status() ?? []);
  }
}
