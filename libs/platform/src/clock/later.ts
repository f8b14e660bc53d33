/** The instant that many seconds after (or, below zero, before) another; rules may not make one themselves. */
export const plusSeconds = (instant: Date, seconds: number): Date =>
  new Date(instant.getTime() + seconds * 1000);

export const plusMinutes = (instant: Date, minutes: number): Date => plusSeconds(instant, minutes * 60);

export const latest = (...instants: readonly [Date, ...Date[]]): Date =>
  instants.reduce((a, b) => (b > a ? b : a));

/** Of RFC 3339 that has been validated. */
export const instantFrom = (text: string): Date => new Date(text);
