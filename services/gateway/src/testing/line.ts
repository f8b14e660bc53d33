import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type State = 'open' | 'silent' | 'cut';

/** A line to another server that a test may cut, or let fall silent: then it takes everything and hands nothing on. */
export class Line {
  readonly #ends = new Set<Socket>();
  readonly #server: Server;
  #state: State = 'open';

  private constructor(private readonly far: URL) {
    this.#server = createServer((near) => {
      near.on('error', () => undefined);
      if (this.#state === 'cut') near.destroy();
      else if (this.#state === 'silent') this.#keep(near.resume());
      else this.#join(near);
    });
  }

  static async to(url: string): Promise<Line> {
    const line = new Line(new URL(url));
    await new Promise<void>((resolve, reject) => {
      line.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return line;
  }

  /** The far side's address, through this line. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.far.protocol}//127.0.0.1:${String(port)}`;
  }

  cut(): void {
    this.#state = 'cut';
    for (const end of this.#ends) end.destroy();
  }

  hush(): void {
    this.#state = 'silent';
    for (const end of this.#ends) end.unpipe().resume();
  }

  mend(): void {
    this.cut();
    this.#state = 'open';
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    const far = connect(Number(this.far.port), this.far.hostname).on('error', () => near.destroy());
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    this.#keep(near.pipe(far));
    this.#keep(far.pipe(near));
  }

  #keep(end: Socket): void {
    this.#ends.add(end);
    end.once('close', () => this.#ends.delete(end));
  }
}
