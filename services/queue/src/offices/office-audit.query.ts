import { rows, type Tx } from '@kezek/platform';

/** What was done to an office rather than to one ticket: who did it, when, and why. */
export interface OfficeNote {
  readonly office: string;
  readonly at: Date;
  /** The token's subject, or `system`. */
  readonly actor: string;
  /** Kebab-case, such as `office-changed`, `session-opened`. */
  readonly action: string;
  readonly counter?: string | undefined;
  readonly reason?: string | undefined;
  /** Codes and figures; never a name, a document or a phone number. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Notes the act in the transaction that does it: neither is there without the other. */
export async function noteOffice(tx: Tx, note: OfficeNote): Promise<void> {
  await rows(tx, {
    name: 'office-audit-note',
    text: `INSERT INTO office_audit (office, at, actor, action, counter, reason, detail)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      ...[note.office, note.at, note.actor, note.action, note.counter ?? null, note.reason ?? null],
      note.detail === undefined ? null : JSON.stringify(note.detail),
    ],
  });
}
