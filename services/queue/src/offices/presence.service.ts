import type { InputOf, OutputOf, Principal, putPresence } from '@kezek/contracts';
import { rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { noteOffice } from './office-audit.query';
import { OfficesService } from './offices.service';
import { PresenceRow } from './presence.row';

type Input = InputOf<typeof putPresence>;
type Presence = OutputOf<typeof putPresence>;

/** Who of those that services need beside the operator is there: a fact with a time. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
  ) {}

  /** What was so already stays as of its own time. */
  put({ params, body: { present } }: Input, caller: Principal): Promise<Presence> {
    return this.work.run(async (tx, now) => {
      await this.offices.read(tx, params.office);
      const changed = await change(tx, { ...params, present, now, actor: caller.subject });
      if (changed)
        await noteOffice(tx, {
          office: params.office,
          at: now,
          actor: caller.subject,
          action: `${params.resource}-${present ? 'present' : 'absent'}`,
        });
      return presenceOf(tx, params);
    });
  }

  async get({ params }: Pick<Input, 'params'>): Promise<Presence> {
    const { manager } = this.dataSource;
    await this.offices.read(manager, params.office);
    return presenceOf(manager, params);
  }
}

interface Change extends Pick<Presence, 'office' | 'resource' | 'present'> {
  readonly now: Date;
  readonly actor: string;
}

async function change(tx: Tx, { office, resource, present, now, actor }: Change): Promise<boolean> {
  const changed = await rows(tx, {
    text: `INSERT INTO resource_presence AS p (office, resource, present, since, actor) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (office, resource) DO UPDATE SET present = $3, since = $4, actor = $5 WHERE p.present <> $3
      RETURNING office`,
    values: [office, resource, present, now, actor],
  });
  return changed.length > 0;
}

async function presenceOf(manager: EntityManager, { office, resource }: Input['params']): Promise<Presence> {
  const found = await manager.findOneBy(PresenceRow, { office, resource });
  return {
    office,
    resource,
    present: found?.present ?? false,
    ...(found && { since: found.since.toISOString() }),
  };
}
