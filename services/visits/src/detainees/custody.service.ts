import { custodyWord, type CustodyData, type EventEnvelope } from '@kezek/contracts';
import { columnsOf, insertNew, instantFrom, rows, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { CustodyEventRow } from './custody-event.row';
import { CustodyGaps } from './custody-gaps.service';
import { project, restrictionsBy, type Told } from './custody.rules';
import { DetaineeRow } from './detainee.row';
import { setRestriction } from './restriction.query';

const detaineeColumns = columnsOf(DetaineeRow, 'd');

/** Our own copy of what the custody system says: it alone moves a detainee. */
@Injectable()
export class CustodyService {
  constructor(
    private readonly work: Work,
    private readonly gaps: CustodyGaps,
  ) {}

  /**
   * Takes what was said, whenever it was true and however often it comes: everything is made anew of all that is known.
   */
  async learn(tx: Tx, event: EventEnvelope<CustodyData>): Promise<void> {
    const { detainee } = event.data;
    const before = await lockDetainee(tx, detainee);
    await insertNew(tx, CustodyEventRow, {
      detainee,
      event: event.id,
      word: custodyWord.parse(event.type.slice('custody.detainee.'.length)),
      at: instantFrom(event.data.at),
      sequence: String(event.sequence),
      data: event.data,
      toldAt: this.work.now(),
    });
    const told = (await tx.findBy(CustodyEventRow, { detainee })).map(toldBy);
    const after = project(told);
    await tx.update(DetaineeRow, { id: detainee }, after);
    for (const { from: fromDay, to: toDay, ...restriction } of restrictionsBy(told))
      await setRestriction(tx, { detainee, source: 'custody', fromDay, toDay, ...restriction });
    this.gaps.notice(
      tx,
      detainee,
      after.gaps.filter((gap) => !before.gaps.includes(gap)),
    );
  }
}

const toldBy = ({ sequence, ...told }: CustodyEventRow): Told => ({ ...told, sequence: Number(sequence) });

/** The row, made where it is not there yet: whoever changes what depends on it waits. */
async function lockDetainee(tx: Tx, id: string): Promise<DetaineeRow> {
  await insertNew(tx, DetaineeRow, { id, ...project([]) });
  const [found] = await rows<DetaineeRow>(tx, {
    text: `SELECT ${detaineeColumns} FROM detainee d WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  if (found === undefined) throw new Error(`detainee ${id} is gone`);
  return found;
}
