// canary: eslint @typescript-eslint/no-misused-promises
export function each(items: string[], work: (item: string) => Promise<void>): void {
  items.forEach(async (item) => {
    await work(item);
  });
}
