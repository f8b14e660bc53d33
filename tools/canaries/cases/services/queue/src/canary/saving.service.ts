// canary: eslint no-restricted-properties
export const keep = (tx: { save(row: object): void }): void => {
  tx.save({});
};
