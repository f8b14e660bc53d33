import type { facilityRules, sessionTemplate } from '@kezek/contracts';
import type { z } from 'zod';

/** What visits need of an office that holds detainees: what `PUT /v1/facilities/{office}/rules` and its templates take. */
export interface SeedFacility {
  readonly code: string;
  readonly rules: z.input<typeof facilityRules>;
  /** By their codes. */
  readonly templates: Readonly<Record<string, z.input<typeof sessionTemplate>>>;
}
