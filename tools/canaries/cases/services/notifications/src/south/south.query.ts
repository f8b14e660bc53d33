// canary: order circle
import { west } from '../west/west.query';

export const south = west;
