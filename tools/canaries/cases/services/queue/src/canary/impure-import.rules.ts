// canary: depcruise rules-are-pure
import { randomUUID } from 'node:crypto';

export const id = (): string => randomUUID();
