export const smpp = 'smpp';
