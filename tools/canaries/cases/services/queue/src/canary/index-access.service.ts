// canary: tsc TS2322
export const first = (items: string[]): string => items[0];
