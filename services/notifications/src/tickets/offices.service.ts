import type { Office } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';

/** Our own copy of what the texts say of an office. */
@Injectable()
export class Offices {
  /** An older definition than the one that is known changes nothing. */
  async define(tx: Tx, { code, version, kind, name, address }: Office): Promise<void> {
    await rows(tx, {
      text: `INSERT INTO office (code, version, kind, name, address) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code) DO UPDATE SET version = excluded.version, kind = excluded.kind, name = excluded.name,
          address = excluded.address WHERE office.version < excluded.version`,
      values: [code, version, kind, JSON.stringify(name), JSON.stringify(address)],
    });
  }
}
