/**
 * Full years on a day. Who was born on 29 February is a year older on 1 March where the year has no such day: only then
 * has the year passed.
 */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
