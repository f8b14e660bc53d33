/** Without those that are taken for another one: 0 and O, 1, I and L. As many as a prime number. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const symbols = alphabet.length;
/** Drawn by lot; one more checks them. */
export const drawn = 9;

/** Weighted by place: one wrong character, or two that changed places, never give the same. */
const checkOf = (values: readonly number[]): number =>
  values.reduce((sum, value, index) => (sum + value * (index + 1)) % symbols, 0);

/** `K7M3Q-9XWTA`: what was drawn, each below `symbols`, and its check character. */
export function referenceFrom(values: readonly number[]): string {
  const text = [...values, checkOf(values)].map((value) => alphabet.charAt(value)).join('');
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/** Whether it may be a reference at all; a slip of the pen is none. */
export function isReference(text: string): boolean {
  const values = [...text.replace('-', '')].map((character) => alphabet.indexOf(character));
  if (!/^.{5}-.{5}$/.test(text) || values.includes(-1)) return false;
  return checkOf(values.slice(0, drawn)) === values.at(-1);
}
