const firstMs = 1_000;
const longestMs = 30_000;
const steadyAfterMs = 60_000;

/** How many times in a row a program has died soon after its start. */
export interface Deaths {
  deaths: number;
}

/** What to wait before the next start: 1 s doubling to 30 s; a minute of life forgives what was before. */
export function afterDeath(record: Deaths, upForMs: number): { record: Deaths; waitMs: number } {
  const deaths = upForMs >= steadyAfterMs ? 1 : record.deaths + 1;
  return { record: { deaths }, waitMs: Math.min(firstMs * 2 ** (deaths - 1), longestMs) };
}
