// canary: depcruise no-spec-imported
import './tested.spec';

export const imported = true;
