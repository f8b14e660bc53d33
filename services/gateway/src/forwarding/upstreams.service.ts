import { Refusal, type ServiceName } from '@kezek/contracts';
import { Upstream, type UpstreamLimits } from './upstream.service';

/** Where each service is; one that is absent isn't part of this installation. */
export type ServiceUrls = Readonly<Partial<Record<ServiceName, string>>>;

/** The services behind the gateway. An injection token, too. */
export class Upstreams {
  readonly #byName: ReadonlyMap<ServiceName, Upstream>;

  constructor(urls: ServiceUrls, limits: UpstreamLimits) {
    this.#byName = new Map(
      (Object.entries(urls) as [ServiceName, string][]).map(([name, url]) => [
        name,
        new Upstream(name, url, limits),
      ]),
    );
  }

  /** @throws {Refusal} `service-unavailable` where the service isn't configured. */
  of(service: ServiceName): Upstream {
    const found = this.#byName.get(service);
    if (found === undefined)
      throw new Refusal('service-unavailable', { detail: `The ${service} service is not installed here.` });
    return found;
  }

  get all(): readonly Upstream[] {
    return [...this.#byName.values()];
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((upstream) => upstream.close()));
  }
}
