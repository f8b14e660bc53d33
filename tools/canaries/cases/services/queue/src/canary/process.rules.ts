// canary: eslint no-restricted-globals
export const uptime = (): number => process.uptime();
