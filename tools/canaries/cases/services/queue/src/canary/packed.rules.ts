// canary: eslint no-restricted-syntax
export const packed = Math.max(...[1, 2]);
