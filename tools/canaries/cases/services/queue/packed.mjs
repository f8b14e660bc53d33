export const packed = [...['these', 'could'], 'stand'];
