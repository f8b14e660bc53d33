import { z } from 'zod';
import { code, id, instant, localDate, version, words } from '../kit/primitives';
import { appointmentReference } from '../queue/appointment.operations';

/** Short, random, with a check character; the queue books its appointment under it. */
export const visitReference = appointmentReference;

export const holdState = z.enum(['active', 'converted', 'expired', 'released']).meta({ id: 'HoldState' });
export type HoldState = z.output<typeof holdState>;

export const visitState = z
  .enum([
    'requested',
    'booked',
    'rejected',
    'auto-rejected',
    'withdrawn',
    'cancelled',
    'checked-in',
    'no-show',
    'admitted',
    'denied-entry',
    'abandoned',
    'in-progress',
    'completed',
    'terminated',
  ])
  .meta({ id: 'VisitState' });
export type VisitState = z.output<typeof visitState>;

/** What can be asked of a visit over REST: the last part of the path. The checkpoint's stages do the rest. */
export const visitAction = z
  .enum(['approve', 'reject', 'withdraw', 'reschedule', 'cancel'])
  .meta({ id: 'VisitAction' });
export type VisitAction = z.output<typeof visitAction>;

/** Why a visit will not take place: said before the day begins for it. */
export const cancellationCode = z
  .enum([
    'visitor-cancelled',
    'visitor-ill',
    'booked-by-mistake',
    'facility-cancelled',
    'session-excluded',
    'quarantine',
    'emergency',
    'detainee-refused',
    'detainee-transferred',
    'detainee-released',
    'detainee-in-court',
    'detainee-restricted',
    'visitor-banned',
    'permission-revoked',
    'clerk-error',
  ])
  .meta({ id: 'CancellationCode' });
export type CancellationCode = z.output<typeof cancellationCode>;

/** How a visit ended for which somebody came. */
export const completionCode = z
  .enum([
    'as-planned',
    'ended-by-visitor',
    'ended-by-detainee',
    'rules-violated',
    'prohibited-item',
    'evacuation',
    'detainee-ill',
    'detainee-declined',
    'detainee-not-produced',
    'identity-mismatch',
    'rules-not-met',
    'declaration-refused',
    'screening-refused',
    'screening-alarm',
    'intoxicated',
    'left-by-visitor',
    'day-over',
  ])
  .meta({ id: 'CompletionCode' });
export type CompletionCode = z.output<typeof completionCode>;

export const permissionState = z
  .enum(['issued', 'active', 'used', 'expired', 'revoked'])
  .meta({ id: 'PermissionState' });
export type PermissionState = z.output<typeof permissionState>;

/** What changed after the booking and needs a look: it never cancels by itself. */
export const reviewFlagReason = z
  .enum([
    'detainee-transferred',
    'detainee-released',
    'detainee-in-court',
    'detainee-in-hospital',
    'detainee-restricted',
    'non-association',
    'unit-changed',
    'visitor-banned',
    'contact-not-approved',
    'credentials-expired',
    'permission-revoked',
    'capacity-lowered',
    'session-removed',
    'date-excluded',
  ])
  .meta({ id: 'ReviewFlagReason' });
export type ReviewFlagReason = z.output<typeof reviewFlagReason>;

const uses = z.int().min(0).max(1000);

/** The written permission of the body that conducts the case. */
export const permissionRequest = z
  .strictObject({
    number: words(60),
    body: code,
    detainee: id,
    people: z
      .array(id)
      .min(1)
      .max(50)
      .refine((all) => new Set(all).size === all.length, 'each once'),
    uses: uses.min(1).default(1),
    validFrom: localDate,
    validTo: localDate,
  })
  .refine(({ validFrom, validTo }) => validFrom <= validTo, {
    message: 'not before `validFrom`',
    path: ['validTo'],
  })
  .meta({ id: 'PermissionRequest' });
export type PermissionRequest = z.output<typeof permissionRequest>;

export const permissionView = z
  .object({
    id,
    number: z.string(),
    body: code,
    detainee: id,
    people: z.array(id),
    state: permissionState,
    uses,
    usesLeft: uses,
    validFrom: localDate,
    validTo: localDate,
    version,
    actions: z.array(z.literal('revoke')),
  })
  .meta({ id: 'Permission' });
export type PermissionView = z.output<typeof permissionView>;

export const reviewFlag = z.object({ id, code: reviewFlagReason, at: instant }).meta({ id: 'ReviewFlag' });
export type ReviewFlag = z.output<typeof reviewFlag>;
