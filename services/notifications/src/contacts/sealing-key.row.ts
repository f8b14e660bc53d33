import { Column, Entity, PrimaryColumn } from 'typeorm';

export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/**
 * Contacts are sealed with the public half. The private half lies here encrypted, so that restarts and several instances
 * share it, and stays until nothing that was sealed with it can still arrive.
 */
@Entity('sealing_key')
export class SealingKeyRow {
  @PrimaryColumn('text')
  readonly kid!: string;
  @Column('jsonb')
  readonly publicJwk!: PublicJwk;
  @Column('bytea')
  readonly privateSealed!: Buffer;
  @Column('timestamptz')
  readonly notBefore!: Date;
  @Column('timestamptz', { nullable: true })
  readonly supersededAt!: Date | null;
}
