import { auditOffice, auditTicket, type InputOf, type Principal } from '@kezek/contracts';
import { addDays, Caller, Clock, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { beginningOf, dayOf } from '../offices/opening.rules';
import { ticketFor } from '../tickets/ticket-access.query';
import { actsOf } from './office-day.query';
import { entriesOf, overtakingsOf } from './ticket-audit.query';

/** Who did what, and why. */
@Controller()
export class AuditController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly offices: OfficesService,
    private readonly clock: Clock,
  ) {}

  @Operation(auditTicket)
  async ticket(@Input() { params }: InputOf<typeof auditTicket>, @Caller() caller: Principal) {
    const { manager } = this.dataSource;
    const { id, office, number, businessDay } = await ticketFor(manager, params.id, caller);
    const entries = await entriesOf(manager, id);
    const overtakings = await overtakingsOf(manager, id);
    return {
      ticket: id,
      office,
      number,
      businessDay,
      entries: entries.map((entry) => ({ ...present(entry), at: entry.at.toISOString() })),
      overtakings: overtakings.map((one) => ({ ...one, at: one.at.toISOString() })),
    };
  }

  @Operation(auditOffice)
  async office(@Input() { params, query }: InputOf<typeof auditOffice>) {
    const { manager } = this.dataSource;
    const office = await this.offices.read(manager, params.office);
    const { day = dayOf(office, this.clock.now()), after, limit } = query;
    const [from, to] = [beginningOf(office, day), beginningOf(office, addDays(day, 1))];
    const { acts, next } = await actsOf(manager, { office: office.code, day, from, to, after, limit });
    return {
      items: acts.map(({ time, ...act }) => ({ ...present(act), at: time.toISOString() })),
      ...(next !== undefined && { next }),
    };
  }
}

type Present<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null>;
};

/** An answer has no nulls: what isn't there is absent. */
const present = <T extends object>(row: T): Present<T> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Present<T>;
