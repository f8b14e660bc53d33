/** A record that breaks its contract: no retry can help, only a person. */
export class ContractViolation extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ContractViolation';
  }
}
