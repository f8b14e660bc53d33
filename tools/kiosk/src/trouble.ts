/** By what a command ends, with its exit code. */
export const exitCodes = {
  refused: 1,
  usage: 2,
  'no-numbers': 3,
  busy: 4,
  'line-cut': 5,
  damaged: 6,
  disk: 7,
} as const;

/** What whoever runs the kiosk can do something about: one sentence. */
export class Trouble extends Error {
  constructor(
    readonly kind: keyof typeof exitCodes,
    message: string,
  ) {
    super(message);
    this.name = 'Trouble';
  }
}
