// canary: eslint no-restricted-syntax
export const packed = { one: 1, ...{ two: 2, three: 3 } };
