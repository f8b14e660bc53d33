import { inTransaction, rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, Not } from 'typeorm';
import { ContactRow } from './contact.row';
import { writeWords } from './person.query';
import { PersonalDataRow } from './personal-data.row';
import { Vault } from './vault.service';

const atOnce = 200;

/** Brings records from earlier secrets to the present one: their keys, and the hashes by which they are found. */
@Injectable()
export class Rotation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly vault: Vault,
  ) {}

  /**
   * Record by record, while the service runs; what it is stopped at it goes on with the next time.
   * @returns how many there were
   */
  async rotate(): Promise<number> {
    for (let done = 0; ;) {
      const { found, rotated } = await inTransaction(this.dataSource, (tx) => this.#some(tx));
      if (found === 0) return done;
      done += rotated;
    }
  }

  async #some(tx: Tx): Promise<{ found: number; rotated: number }> {
    // The visitor's row is locked, as by everything that changes one, and only then is read what it is about: in one
    // statement a record would be that from before the wait for the lock.
    const locked = await rows<{ id: string }>(tx, {
      text: `SELECT c.id FROM contact c JOIN personal_data p ON p.contact = c.id
        WHERE p.key_id <> $1 ORDER BY c.id LIMIT $2 FOR UPDATE OF c`,
      values: [this.vault.keyId, atOnce],
    });
    const earlier = { contact: In(locked.map(({ id }) => id)), keyId: Not(this.vault.keyId) };
    const records = await tx.findBy(PersonalDataRow, earlier);
    for (const record of records) await this.#one(tx, record);
    return { found: locked.length, rotated: records.length };
  }

  async #one(tx: Tx, row: PersonalDataRow): Promise<void> {
    const { contact } = row;
    const { words, ...marks } = this.vault.marksOf(this.vault.open(row));
    await tx.update(PersonalDataRow, { contact }, this.vault.rewrap(row));
    await tx.update(ContactRow, { id: contact }, marks);
    await writeWords(tx, contact, words);
  }
}
