import { a } from './cycle-a.service';

export const b = (): number => a();
