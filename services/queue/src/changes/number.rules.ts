/** As the series' numbers are written. */
export const numberOf = (prefix: string, serial: number): string =>
  `${prefix}${String(serial).padStart(3, '0')}`;

/** Undefined for what no series writes so, such as `A0012`. */
export function serialOf(number: string): { readonly prefix: string; readonly serial: number } | undefined {
  const [, prefix, digits] = /^([A-Z]+)(\d+)$/.exec(number) ?? [];
  if (prefix === undefined || digits === undefined) return undefined;
  const serial = Number(digits);
  return numberOf(prefix, serial) === number ? { prefix, serial } : undefined;
}
