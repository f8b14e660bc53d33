// canary: depcruise no-cycle
import { b } from './cycle-b.service';

export const a = (): number => b();
