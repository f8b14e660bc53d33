export const word = 'east';
