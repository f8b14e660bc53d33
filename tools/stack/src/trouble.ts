/** What a person can do something about: printed as one sentence, without a stack trace. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
}

/** The one sentence for an error: ours as it is, a full disk and a taken port by name, else its message. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || isDiskFull(error.message)) return diskFull(error.message);
  return error.message;
}

/** True when a program's output says that the disk has no room. */
export function isDiskFull(output: string): boolean {
  return /ENOSPC|no space left on device/i.test(output);
}

/** The sentence for a full disk. */
export function diskFull(detail: string): string {
  const line = detail.split('\n').find(isDiskFull)?.trim() ?? detail;
  return `The disk is full: free some space and start again (${line.slice(0, 200)}).`;
}
