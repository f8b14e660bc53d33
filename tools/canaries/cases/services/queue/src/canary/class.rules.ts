// canary: eslint no-restricted-syntax
export class Rule {
  readonly name = 'rule';
}
