/** Case and leading zeros aside: `00AB` and `ab` are one id. */
export function normalizeMessageId(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=.)/, '');
}

/**
 * Every notation under which an SMSC may name this id elsewhere: as it is, then hex read as decimal, then decimal
 * written as hex, all normalized, the likeliest first. A receipt should be looked for in this order, since `10` in
 * hex is also the `16` of another message.
 */
export function messageIdNotations(id: string): readonly string[] {
  const plain = normalizeMessageId(id);
  const notations = [plain];
  if (/^[0-9a-f]{1,32}$/.test(plain)) notations.push(BigInt(`0x${plain}`).toString(10));
  if (/^[0-9]{1,39}$/.test(plain)) notations.push(BigInt(plain).toString(16));
  return [...new Set(notations)];
}

/** Whether two ids can name one message: leading zeros, case, and hex beside decimal are forgiven. */
export function sameMessageId(first: string, second: string): boolean {
  return (
    messageIdNotations(first).includes(normalizeMessageId(second)) ||
    messageIdNotations(second).includes(normalizeMessageId(first))
  );
}
