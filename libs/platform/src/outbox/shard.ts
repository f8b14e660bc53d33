/** A constant: another number would send events of one key through two relays at once. */
export const shards = 8;

/** FNV-1a, 32 bits: the same key always goes through the same relay. */
export function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % shards;
}
