import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The line between a kiosk and the queue: TCP, which a test may cut, or let swallow what comes back. */
export class Cable {
  static async to(url: string): Promise<Cable> {
    const cable = new Cable(Number(new URL(url).port));
    await cable.mend();
    return cable;
  }

  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #losing = { times: 0, thenHangUp: false };
  #lost = 0;

  private constructor(private readonly target: number) {}

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** How many answers did not come through. */
  get lost(): number {
    return this.#lost;
  }

  /** Over the next connection a request arrives; its answer is lost, and the connection hangs. */
  swallow(): void {
    this.#losing = { times: 1, thenHangUp: false };
  }

  /** Over the next connections, so many, a request arrives; when its answer comes the connection breaks instead. */
  breakAnswers(times: number): void {
    this.#losing = { times, thenHangUp: true };
  }

  async mend(): Promise<void> {
    const server = createServer((near) => {
      this.#join(near);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Nobody listens any more, and what was under way breaks off. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.hangUp();
    await closed;
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    const { times, thenHangUp } = this.#losing;
    if (times > 0) this.#losing = { times: times - 1, thenHangUp };
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    if (times === 0) far.pipe(near);
    else
      far
        .once('data', () => {
          this.#lost += 1;
          if (thenHangUp) near.destroy();
        })
        .resume();
  }
}
