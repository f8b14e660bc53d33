import { columnsOf, type Entity, insertionOf } from './columns';
import { rows, type Tx } from './transaction';

/**
 * Writes a row unless one of its keys is taken, and gives it back as it lies; undefined where one is. What the row leaves
 * out gets its column's default.
 */
export async function insertNew<T extends object>(
  tx: Tx,
  entity: Entity<T>,
  row: Partial<T>,
): Promise<T | undefined> {
  const { text, values } = insertionOf(entity, row);
  const [written] = await rows<T>(tx, {
    text: `${text} ON CONFLICT DO NOTHING RETURNING ${columnsOf(entity, 't')}`,
    values,
  });
  return written;
}
