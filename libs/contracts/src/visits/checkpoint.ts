import { z } from 'zod';

/** What a party passes at the checkpoint, in this order. */
export const stage = z
  .enum(['arrival', 'identity', 'rules', 'declaration', 'locker', 'screening', 'escort', 'entry', 'exit'])
  .meta({ id: 'Stage' });
export type Stage = z.output<typeof stage>;

/** What can come out of a stage. */
export const stageResult = z
  .enum([
    'arrived',
    'matched',
    'mismatch',
    'met',
    'not-met',
    'declared',
    'refused',
    'assigned',
    'not-needed',
    'none-free',
    'clear',
    'exempt',
    'alarm',
    'requested',
    'detainee-arrived',
    'not-produced',
    'entered',
    'exited',
    'corrected',
  ])
  .meta({ id: 'StageResult' });
export type StageResult = z.output<typeof stageResult>;

/** Why a party waited too long. */
export const waitCause = z
  .enum([
    'clerks-busy',
    'identity-disputed',
    'rules-disputed',
    'declaration-slow',
    'no-locker-free',
    'screening-busy',
    'screening-alarm',
    'escort-not-requested',
    'detainee-not-brought',
    'corrected-by-clerk',
  ])
  .meta({ id: 'WaitCause' });
export type WaitCause = z.output<typeof waitCause>;
