import { gate } from '../yard/gate.query';
import { yard } from '../yard/yard.query';

export const attic = `${yard} ${gate}`;
