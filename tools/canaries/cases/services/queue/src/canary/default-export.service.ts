// canary: eslint no-restricted-exports
export default function unnamed(): number {
  return 1;
}
