import { stairs } from '../cellar/stairs.query';
import { stock } from '../cellar/stock.query';

export const door = stairs({ name: stock });
