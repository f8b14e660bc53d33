import { keyBytes, openSealed, PersonalData, PersonalDataKeys, seal } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { ContactRow } from './contact.row';
import { foldedName, nameWords } from './name.rules';
import type { PersonalDataRow } from './personal-data.row';

/** Who a visitor is. */
export interface Person {
  readonly name: string;
  readonly birthDate: string;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly iin: string | null;
  readonly phone: string | null;
  readonly certificate: string | null;
}

/** Keyed hashes by which a visitor is found again. */
export type Marks = Pick<ContactRow, 'iinHash' | 'identityHash'> & { readonly words: readonly Buffer[] };

/**
 * Opens and closes what says who somebody is. Each record has a key of its own, which is encrypted under one that comes
 * from the service's secret: a rotation of the secret touches the keys of records, not what they encrypt.
 */
@Injectable()
export class Vault {
  readonly #secrets: PersonalData;

  constructor(keys: PersonalDataKeys) {
    this.#secrets = new PersonalData('visits', keys);
  }

  /** Of the present secret. */
  get keyId(): string {
    return this.#secrets.keyId;
  }

  /** Under a new key, so that what was known before tells nothing of what is. */
  close(contact: string, person: Person): PersonalDataRow {
    const key = randomBytes(keyBytes);
    const put = (field: keyof Person, value: string) => seal(key, value, aboutField(contact, field));
    const maybe = (field: 'iin' | 'phone' | 'certificate') => {
      const value = person[field];
      return value === null ? null : put(field, value);
    };
    return {
      contact,
      keyId: this.#secrets.keyId,
      wrappedKey: this.#secrets.encrypt(key, aboutKey(contact)),
      name: put('name', person.name),
      birthDate: put('birthDate', person.birthDate),
      documentKind: put('documentKind', person.documentKind),
      documentNumber: put('documentNumber', person.documentNumber),
      iin: maybe('iin'),
      phone: maybe('phone'),
      certificate: maybe('certificate'),
    };
  }

  /** @throws where a field was changed, or belongs to another record or place */
  open(row: PersonalDataRow): Person {
    const key = this.#keyOf(row);
    const get = (field: keyof Person, sealed: Buffer) =>
      openSealed(key, sealed, aboutField(row.contact, field)).toString('utf8');
    const maybe = (field: 'iin' | 'phone' | 'certificate') => {
      const sealed = row[field];
      return sealed === null ? null : get(field, sealed);
    };
    return {
      name: get('name', row.name),
      birthDate: get('birthDate', row.birthDate),
      documentKind: get('documentKind', row.documentKind),
      documentNumber: get('documentNumber', row.documentNumber),
      iin: maybe('iin'),
      phone: maybe('phone'),
      certificate: maybe('certificate'),
    };
  }

  /** The same record with its key under the present secret; what it encrypts stays as it lies. */
  rewrap(row: PersonalDataRow): Pick<PersonalDataRow, 'keyId' | 'wrappedKey'> {
    const wrappedKey = this.#secrets.encrypt(this.#keyOf(row), aboutKey(row.contact));
    return { keyId: this.#secrets.keyId, wrappedKey };
  }

  marksOf({ iin, birthDate, name }: Person): Marks {
    const identity = iin === null ? null : `${iin} ${birthDate} ${foldedName(name)}`;
    return {
      iinHash: iin === null ? null : this.#secrets.hash('iin', iin),
      identityHash: identity === null ? null : this.#secrets.hash('identity', identity),
      words: [...new Set(nameWords(name))].map((word) => this.#secrets.hash('word', word)),
    };
  }

  /** Under every known secret: what may have been written before a rotation. */
  iinHashes(iin: string): Buffer[] {
    return this.#secrets.hashes('iin', iin);
  }

  wordHashes(word: string): Buffer[] {
    return this.#secrets.hashes('word', word);
  }

  #keyOf({ contact, wrappedKey }: PersonalDataRow): Buffer {
    return this.#secrets.decryptBytes(wrappedKey, aboutKey(contact));
  }
}

const aboutKey = (contact: string): string => `contact ${contact} key`;
const aboutField = (contact: string, field: string): string => `contact ${contact} ${field}`;
