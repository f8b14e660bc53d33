import { z } from 'zod';
import { refusals, type RefusalCode } from './refusals';

/** What any call can be refused for, whatever it does. */
export const commonRefusals = [
  'malformed-json',
  'invalid-request',
  'not-found',
  'method-not-allowed',
  'not-acceptable',
  'request-timeout',
  'payload-too-large',
  'uri-too-long',
  'unsupported-media-type',
  'headers-too-large',
  'quota-exceeded',
  'service-unavailable',
  'temporary-reduced-capacity',
  'service-timeout',
] as const satisfies readonly RefusalCode[];

/** One mistake of a request: where (RFC 6901 pointer into the body, or `?name`, `{name}`, a header), what kind, in words. */
export const fault = z
  .object({ pointer: z.string(), code: z.string(), detail: z.string().optional() })
  .meta({ id: 'Fault' });
export type Fault = z.output<typeof fault>;

/** RFC 9457, as every refusal is answered (`application/problem+json`). */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]),
    traceId: z.string(),
    errors: z.array(fault).optional(),
    state: z.string().optional(),
    actions: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problem>;

export interface RefusalDetails {
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  readonly state?: string;
  readonly actions?: readonly string[];
  /** Further members of the problem document, such as `opensAt`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The rules say no. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly status: number;
  constructor(
    readonly code: RefusalCode,
    readonly details: RefusalDetails = {},
  ) {
    super(details.detail === undefined ? code : `${code}: ${details.detail}`);
    this.name = 'Refusal';
    this.status = refusals[code].status;
  }
}
