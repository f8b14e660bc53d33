// canary: none
export { clean } from './canary/clean.query';
export { later } from './canary/clean.rules';
export { attic } from './attic/attic.query';
