import {
  Refusal,
  type CityOffice,
  type Estimate,
  type InputOf,
  type listOffices,
  type Office,
} from '@kezek/contracts';
import { Clock } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { estimateIn } from '../waiting/queue.query';
import { cityFactsOf, type OfficeFacts } from './city-facts.query';
import { closedForGood, opennessOf, orderFor, pageOf, readAfter } from './city.rules';
import { OfficesService } from '../offices/offices.service';
import { metersBetween, type Place, placeOf, travelMinutes } from './place.rules';

type Query = InputOf<typeof listOffices>['query'];

/** At which somebody is taken to travel to an office, door to door. */
export class UrbanSpeed {
  constructor(readonly kmPerHour: number) {}
}

/** Every office of the city with who waits there, for a visitor or a call centre that has to choose one. */
@Injectable()
export class CityQuery {
  constructor(
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly speed: UrbanSpeed,
  ) {}

  /** @throws Refusal `invalid-request` for an `after` of another order */
  async list(query: Query): Promise<{ items: CityOffice[]; next?: string }> {
    const { service, limit } = query;
    const near = query.near === undefined ? undefined : placeOf(query.near);
    const order = orderFor({ service: service !== undefined, near: near !== undefined });
    const after = query.after === undefined ? undefined : readAfter(order, query.after);
    if (query.after !== undefined && after === undefined)
      throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'not-of-this-list' }] });
    const now = this.clock.now();
    const offices = await this.#asked(query, now);
    const facts = await cityFactsOf(this.dataSource.manager, offices, now);
    const waits = (office: Office, openNow: boolean, services: readonly { code: string }[]) =>
      services.map(({ code }) => waitingFor(code, office, facts(office.code), openNow));
    const choices = offices
      .map((office) => ({ office, ...opennessOf(office, now, facts(office.code).dayEnded) }))
      .filter(({ openNow }) => query.open === undefined || openNow === (query.open === 'true'))
      .map(({ office, ...open }) => {
        const waiting = service === undefined ? [] : waits(office, open.openNow, [{ code: service }]);
        return { ...office, ...open, ...this.#way(office, near), waiting };
      });
    const { items, ...page } = pageOf(choices, { order, limit, ...(after && { after }) });
    if (service !== undefined) return { items, ...page };
    // No order hangs on them: only those of the page are reckoned.
    return {
      items: items.map((item) => ({ ...item, waiting: waits(item, item.openNow, item.services) })),
      ...page,
    };
  }

  async #asked({ service, closed }: Query, now: Date): Promise<Office[]> {
    return (await this.offices.all()).filter(
      (office) =>
        (closed === 'true' || !closedForGood(office, now)) &&
        (service === undefined || office.services.some(({ code }) => code === service)),
    );
  }

  #way(office: Office, near: Place | undefined): Pick<CityOffice, 'distanceMeters' | 'travelMinutes'> {
    if (near === undefined) return {};
    const distanceMeters = metersBetween(near, office.location);
    return { distanceMeters, travelMinutes: travelMinutes(distanceMeters, this.speed.kmPerHour) };
  }
}

function waitingFor(
  service: string,
  office: Office,
  facts: OfficeFacts,
  openNow: boolean,
): CityOffice['waiting'][number] {
  const count = facts.waiting.find((some) => some.service === service)?.count ?? 0;
  const wanted = { service, ahead: facts.waiting, waitedMinutes: 0 };
  return { service, count, estimate: openNow ? estimateIn(office, facts, wanted).estimate : officeClosed };
}

const officeClosed: Estimate = { known: false, reason: 'office-closed' };
