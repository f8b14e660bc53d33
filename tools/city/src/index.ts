export type { City } from './driver/api';
export { type DayResult, drive, type DriveOptions, type OfficeResult } from './driver/drive';
export type { Happening } from './driver/happening';
export { cityOf } from './driver/sandbox';
export { type DayOptions, planDay } from './plan/day';
export { profiles } from './plan/offices';
export type { Plan, Step, Visitor } from './plan/plan';
