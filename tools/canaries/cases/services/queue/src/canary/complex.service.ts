// canary: eslint complexity
export function score(a: boolean[]): number {
  let sum = 0;
  if (a[0]) sum += 1;
  if (a[1]) sum += 2;
  if (a[2]) sum += 3;
  if (a[3]) sum += 4;
  if (a[4]) sum += 5;
  if (a[5]) sum += 6;
  if (a[6]) sum += 7;
  if (a[7]) sum += 8;
  if (a[8]) sum += 9;
  if (a[9]) sum += 10;
  return sum;
}
