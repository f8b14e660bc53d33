import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of the notifications service: what is sealed with it, that service alone can open. */
@Entity('sealing_key')
export class SealingKeyRow {
  @PrimaryColumn('text')
  readonly kid!: string;
  @Column('jsonb')
  readonly jwk!: JWK;
  @Column('timestamptz')
  readonly notBefore!: Date;
}
