import type { Language } from '@kezek/contracts';
import type { OfficeRow } from './office.row';

/**
 * How a text names the place. A message may lie open on a family's table: unless its template may name facts of
 * custody, a remand prison's office is named by its street.
 */
export function placeOf(
  office: Pick<OfficeRow, 'kind' | 'name' | 'address'>,
  language: Language,
  namesCustody: boolean,
): string {
  const words = office.kind === 'penal' && !namesCustody ? office.address : office.name;
  return words[language] ?? words.ru;
}
