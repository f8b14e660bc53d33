// canary: depcruise no-orphan
// canary: depcruise no-dead-file
export const alone = 1;
