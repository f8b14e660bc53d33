import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { DetaineeRow } from './detainee.row';

/** Two detainees who must not meet; the smaller id first, so that a pair is one row. */
@Entity('non_association')
@Index('non_association_of_other', ['other'])
export class NonAssociationRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => DetaineeRow)
  readonly detainee!: string;
  @PrimaryColumn('uuid')
  @ForeignKey(() => DetaineeRow)
  readonly other!: string;
  @Column('text')
  readonly basis!: string;
}
