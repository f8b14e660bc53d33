// canary: eslint @typescript-eslint/switch-exhaustiveness-check
export function label(state: 'called' | 'waiting'): string {
  switch (state) {
    case 'called':
      return 'called';
  }
  return '';
}
