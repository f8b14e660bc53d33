// canary: eslint no-restricted-syntax
export const later = async (value: Promise<number>): Promise<number> => (await value) + 1;
