import type { officeDefinition, Text } from '@kezek/contracts';
import type { z } from 'zod';

/** An office to open: what `PUT /v1/offices/{office}` takes, under its code. */
export type SeedOffice = z.input<typeof officeDefinition> & { code: string };

export const almatyZone = 'Asia/Almaty';

// Kezek's first rule: nobody waits longer than this without a reason that is written down.
const commonTarget = {
  minutes: 20,
  legalBasis: 'Rules of the front offices of the city of Almaty: a visitor is received within 20 minutes',
  validFrom: '2026-01-01',
};
const policeTarget = {
  minutes: 15,
  legalBasis:
    'Rules of the front offices of the city of Almaty: a police front office receives within 15 minutes, at any hour',
  validFrom: '2026-01-01',
};

export interface SeedService {
  code: string;
  prefix: string;
  name: Required<Text>;
  expectedMinutes: number;
}

/** A service with the target of 20 minutes. */
export function served(service: SeedService) {
  return { ...service, target: commonTarget };
}

/** A service of a police front office: 15 minutes. */
export function servedByPolice(service: SeedService) {
  return { ...service, target: policeTarget };
}

/** Counters 1 to `count`, called by their numbers. */
export function counters(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1);
    return { code: number, name: { kk: `${number}-терезе`, ru: `Окно ${number}`, en: `Counter ${number}` } };
  });
}

/** Who is received earlier, by how many minutes, and why: the same everywhere. */
export const commonPriorities = [
  {
    code: 'disability',
    minutes: 15,
    legalBasis: 'Social Code: persons with disabilities are received out of turn',
  },
  { code: 'veteran', minutes: 15, legalBasis: 'Law on Veterans: out of turn in state bodies' },
  {
    code: 'pregnancy',
    minutes: 10,
    legalBasis: 'Rules of the front offices of the city of Almaty: expectant mothers',
  },
  {
    code: 'infant',
    minutes: 10,
    legalBasis: 'Rules of the front offices of the city of Almaty: with a child under three',
  },
  {
    code: 'elderly',
    minutes: 10,
    legalBasis: 'Rules of the front offices of the city of Almaty: from the age of 70',
  },
];
