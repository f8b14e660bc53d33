export const yard = 'yard';
