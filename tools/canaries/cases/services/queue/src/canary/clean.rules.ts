// canary: none
export const later = (now: number, minutes: number): number => now + minutes * 60_000;
