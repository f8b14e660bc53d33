// canary: eslint no-restricted-syntax
export const either = (one: AbortSignal, other: AbortSignal): AbortSignal => AbortSignal.any([one, other]);
