// canary: eslint no-restricted-syntax
export const packed = [...['these', 'could'], ...['stand', 'here']];
