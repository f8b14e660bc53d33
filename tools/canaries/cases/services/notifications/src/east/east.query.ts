import { south } from '../south/south.query';

/** East needs south, south needs west, west needs east: a circle without two that need each other. */
export const east = south;
