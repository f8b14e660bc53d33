// canary: tsc TS2375
export const empty: { note?: string } = { note: undefined };
