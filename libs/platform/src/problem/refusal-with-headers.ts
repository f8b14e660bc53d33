import { Refusal, type RefusalCode, type RefusalDetails } from '@kezek/contracts';

/** A refusal that HTTP wants told in headers, too (`Allow`, `Retry-After`, `WWW-Authenticate`). */
export class RefusalWithHeaders extends Refusal {
  constructor(
    code: RefusalCode,
    readonly headers: Readonly<Record<string, string>>,
    details: RefusalDetails = {},
  ) {
    super(code, details);
  }
}
