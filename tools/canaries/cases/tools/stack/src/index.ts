export const stack = 'stack';
