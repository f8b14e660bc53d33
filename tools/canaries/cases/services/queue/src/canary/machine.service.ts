// canary: tree machine-path
export const folder = '/work/somebody/kezek';
