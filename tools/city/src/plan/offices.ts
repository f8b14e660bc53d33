import type { Habits, Profile, Shift } from './profile';

const habits: Habits = {
  phone: 0.35,
  priority: 0.08,
  further: 0.08,
  neverComes: 0.04,
  comesLate: 0.04,
  leaves: 0.06,
  parked: 0.06,
  transferred: 0.05,
  returnsLater: 0.02,
};

const priorities = { disability: 3, veteran: 1, pregnancy: 2, infant: 4, elderly: 5 };

/** Relatives and lawyers come early: the queue that used to stand outside for hours. */
export const almSizo: Profile = {
  office: 'ALM-SIZO',
  hours: { from: '09:00', to: '18:00' },
  curve: { 9: 30, 10: 27, 11: 22, 12: 14, 13: 16, 14: 20, 15: 18, 16: 13, 17: 6 },
  atDoors: 12,
  services: {
    'relative-visit': { weight: 40, medianMinutes: 7.5, spread: 0.45 },
    'lawyer-visit': { weight: 20, medianMinutes: 5.5, spread: 0.4 },
    parcel: { weight: 30, medianMinutes: 9, spread: 0.4 },
    consultation: { weight: 10, medianMinutes: 4.5, spread: 0.5 },
  },
  priorities: { ...priorities, hearing: 4 },
  shifts: [
    { counter: '1', from: '08:55', to: '18:00', lunchAt: '13:00' },
    { counter: '2', from: '08:57', to: '18:00', lunchAt: '12:20' },
    { counter: '3', from: '08:58', to: '17:00', lunchAt: '13:40' },
    { counter: '4', from: '09:20', to: '16:00', services: ['parcel', 'consultation', 'lawyer-visit'] },
  ],
  operators: 'operator-sizo',
  habits,
};

const desk = ['certificate', 'consultation'];

const turksibShifts: readonly Shift[] = [
  { counter: '1', from: '00:00', to: '24:00' },
  { counter: '2', from: '00:00', to: '24:00' },
  { counter: '3', from: '07:30', to: '24:00', lunchAt: '12:00' },
  { counter: '4', from: '07:45', to: '24:00', lunchAt: '13:00', services: desk },
  { counter: '5', from: '08:30', to: '20:00', lunchAt: '12:30', services: desk },
  { counter: '6', from: '08:50', to: '20:00', lunchAt: '13:00', services: desk },
  { counter: '7', from: '08:50', to: '20:00', lunchAt: '12:00' },
  { counter: '8', from: '09:00', to: '18:00', lunchAt: '12:30' },
  { counter: '9', from: '09:00', to: '18:00', lunchAt: '13:00' },
  { counter: '10', from: '09:10', to: '18:00', lunchAt: '13:30' },
  { counter: '11', from: '09:30', to: '17:00' },
];

/** Open at any hour; reports of crimes wait for a prosecutor, who comes and goes. */
export const almTrk: Profile = {
  office: 'ALM-TRK',
  curve: {
    0: 5,
    1: 4,
    2: 3,
    3: 3,
    4: 3,
    5: 4,
    6: 8,
    7: 20,
    8: 40,
    9: 62,
    10: 70,
    11: 64,
    12: 48,
    13: 46,
    14: 56,
    15: 58,
    16: 50,
    17: 44,
    18: 36,
    19: 26,
    20: 18,
    21: 12,
    22: 9,
    23: 7,
  },
  atDoors: 0,
  services: {
    'crime-report': { weight: 12, medianMinutes: 13, spread: 0.5 },
    certificate: { weight: 48, medianMinutes: 6, spread: 0.4 },
    consultation: { weight: 20, medianMinutes: 4.5, spread: 0.5 },
    'administrative-case': { weight: 20, medianMinutes: 9, spread: 0.45 },
  },
  priorities,
  shifts: turksibShifts,
  operators: 'operator-turksib',
  prosecutor: [
    { from: '00:00', to: '02:00' },
    { from: '06:00', to: '10:40' },
    { from: '11:05', to: '13:00' },
    { from: '13:30', to: '24:00' },
  ],
  habits,
};

/** Motorists: registrations take long, fines don't. */
export const almMot5: Profile = {
  office: 'ALM-MOT-5',
  hours: { from: '09:00', to: '19:00' },
  curve: { 9: 28, 10: 32, 11: 30, 12: 22, 13: 22, 14: 28, 15: 28, 16: 26, 17: 22, 18: 10 },
  atDoors: 8,
  services: {
    'vehicle-registration': { weight: 35, medianMinutes: 10.5, spread: 0.4 },
    'driving-licence': { weight: 30, medianMinutes: 8, spread: 0.4 },
    'number-plates': { weight: 15, medianMinutes: 5.5, spread: 0.4 },
    fines: { weight: 20, medianMinutes: 4.5, spread: 0.5 },
  },
  priorities,
  shifts: [
    { counter: '1', from: '08:55', to: '19:00', lunchAt: '13:00' },
    { counter: '2', from: '08:58', to: '19:00', lunchAt: '12:15' },
    { counter: '3', from: '09:00', to: '18:00', lunchAt: '13:40' },
    { counter: '4', from: '09:15', to: '17:00', lunchAt: '14:20' },
    { counter: '5', from: '09:00', to: '18:30', lunchAt: '12:50', services: ['fines', 'number-plates'] },
  ],
  operators: 'operator-motorist',
  habits,
};

/** The three seeded offices, with 20 counters together. */
export const profiles: readonly Profile[] = [almSizo, almTrk, almMot5];
