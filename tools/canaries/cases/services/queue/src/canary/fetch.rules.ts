// canary: eslint no-restricted-globals
export const ask = (url: string): unknown => fetch(url);
