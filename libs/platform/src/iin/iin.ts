const weights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** For the numbers whose first sum leaves 10. */
const secondWeights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

const remainder = (digits: readonly number[], by: readonly number[]): number =>
  by.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0) % 11;

/** Whether twelve digits are an individual identification number of Kazakhstan, by its check digit. */
export function isIin(text: string): boolean {
  if (!/^\d{12}$/.test(text)) return false;
  const digits = Array.from(text, Number);
  const first = remainder(digits, weights);
  // Numbers that leave 10 both times are never given out.
  const check = first === 10 ? remainder(digits, secondWeights) : first;
  return check === digits[11];
}
