import { plusSeconds, rows, Work } from '@kezek/platform';
import { Inject, Injectable } from '@nestjs/common';
import { settings, type Settings } from '../config';

const day = 86_400;
const batch = 1000;

const statements = [
  `UPDATE contact SET phone_sealed = NULL, phone_hash = NULL, phone_masked = NULL, tracking_token_sealed = NULL, erased_at = $3
   WHERE ref = ANY (ARRAY(SELECT ref FROM contact c WHERE erased_at IS NULL AND received_at < $1
     AND NOT EXISTS (SELECT FROM contact_use u WHERE u.contact_ref = c.ref AND u.until >= $1)
     AND NOT EXISTS (SELECT FROM notification n WHERE n.contact_ref = c.ref AND n.state IN ('created', 'scheduled', 'sending'))
     LIMIT $2))`,
  `DELETE FROM contact_use WHERE contact_ref = ANY (ARRAY(SELECT contact_ref FROM contact_use
     WHERE until < least($1, $3::timestamptz) LIMIT $2))`,
  `UPDATE notification SET arguments = NULL, phone_masked = NULL, changed_at = greatest(changed_at, $3)
   WHERE id = ANY (ARRAY(SELECT id FROM notification WHERE arguments IS NOT NULL AND created_at < $1 LIMIT $2))`,
  `UPDATE segment SET phone_hash = NULL, fate_at = coalesce(fate_at, $3)
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM segment WHERE phone_hash IS NOT NULL AND marked_at < $1 LIMIT $2))`,
  `DELETE FROM receipt
   WHERE id = ANY (ARRAY(SELECT id FROM receipt WHERE received_at < least($1, $3::timestamptz) LIMIT $2))`,
];

/**
 * Numbers, tracking tokens and arguments are kept for as long as a question about a message may come, and no longer; a number
 * also until its ticket's day has come, and what is to be sent to it is.
 */
@Injectable()
export class Erasure {
  constructor(
    private readonly work: Work,
    @Inject(settings) private readonly config: Settings,
  ) {}

  /** Answers how many rows were emptied or deleted; call again while it isn't zero. */
  async erase(): Promise<number> {
    let total = 0;
    for (const text of statements) {
      const erased = await this.work.run((tx, now) => {
        const before = plusSeconds(now, -day * this.config.CONTACT_DAYS);
        return rows(tx, { text: `${text} RETURNING 1`, values: [before, batch, now] });
      });
      total += erased.length;
    }
    return total;
  }
}
