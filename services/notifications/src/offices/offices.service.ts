import type { Office } from '@kezek/contracts';
import { insertNew, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { OfficeRow } from './office.row';

/** Our own copy of what the texts say of an office. */
@Injectable()
export class Offices {
  /** An older definition than the one that is known changes nothing. */
  async define(tx: Tx, { code, version, kind, name, address }: Office): Promise<void> {
    const office = { version, kind, name, address };
    const isNew = await insertNew(tx, OfficeRow, { code, ...office });
    if (isNew === undefined) await tx.update(OfficeRow, { code, version: LessThan(version) }, office);
  }
}
