import { word } from '../east/word.query';

export const west = word;
