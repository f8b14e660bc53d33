export const harness = 'harness';
