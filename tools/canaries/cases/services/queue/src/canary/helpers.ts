// canary: kinds kinds
export const help = 'a file of no kind';
