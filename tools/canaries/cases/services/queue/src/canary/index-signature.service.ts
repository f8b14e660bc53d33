// canary: tsc TS4111
export const named = (values: Record<string, string>): string | undefined => values.name;
