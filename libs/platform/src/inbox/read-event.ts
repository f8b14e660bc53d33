import { instant, type EventDefinition, type EventEnvelope } from '@kezek/contracts';
import { z } from 'zod';
import type { LogRecord } from '../kafka/record';
import { ContractViolation } from './contract-violation';

const token = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'printable');

const envelope = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: token,
  ce_type: token,
  ce_source: token,
  ce_time: instant,
  ce_subject: token,
  ce_sequence: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  ce_traceparent: z.string().optional(),
});

const said = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');

/**
 * The event that a record carries; unknown members of its data are dropped.
 * @throws ContractViolation when headers, JSON or data are not what the definition says
 */
export function readEvent(record: LogRecord, definition: EventDefinition): EventEnvelope {
  const headers = envelope.safeParse(record.headers);
  if (!headers.success) throw new ContractViolation(`headers: ${said(headers.error)}`);
  const data = definition.data.safeParse(jsonOf(record));
  if (!data.success) throw new ContractViolation(`data of ${definition.type}: ${said(data.error)}`);
  const { ce_id, ce_type, ce_source, ce_time, ce_subject, ce_sequence, ce_traceparent } = headers.data;
  return {
    id: ce_id,
    type: ce_type,
    source: ce_source,
    time: ce_time,
    subject: ce_subject,
    key: record.key ?? ce_subject,
    sequence: ce_sequence,
    data: data.data,
    ...(ce_traceparent !== undefined && { traceparent: ce_traceparent }),
  };
}

function jsonOf({ value }: LogRecord): unknown {
  if (value === null) throw new ContractViolation('the record has no value');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch (error) {
    throw new ContractViolation('the value is not JSON in UTF-8', error);
  }
}
