// canary: depcruise rules-are-pure
import { forget } from './floating.service';

export const acting = forget;
