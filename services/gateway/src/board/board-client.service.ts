import type { ServerResponse } from 'node:http';

/** More than this unsent, and a client is dropped: it would only fall further behind. It may come back and resume. */
export const unsentAtMost = 256 * 1024;

/** One open stream. */
export class BoardClient {
  constructor(
    private readonly response: ServerResponse,
    private readonly onDrop: () => void,
  ) {}

  get open(): boolean {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  send(frames: string): void {
    if (!this.open || frames === '') return;
    this.response.write(frames);
    if (this.response.writableLength > unsentAtMost) {
      this.onDrop();
      this.response.destroy();
    }
  }

  end(): void {
    if (this.open) this.response.end();
  }
}
