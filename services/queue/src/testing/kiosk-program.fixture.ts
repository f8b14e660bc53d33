import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Json } from './office.fixture';

const program = resolve(__dirname, '../../../../tools/kiosk/dist/main.js');

export interface Ended {
  readonly code: number | null;
  /** Whole lines of stdout. */
  readonly lines: readonly Json[];
  readonly complaint: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Something was printed, or the process is over. */
  readonly begun: Promise<void>;
  readonly ended: Promise<Ended>;
}

/** The reference client as it is: a process of its own, with a directory of its own. */
export class KioskProgram {
  static async at(url: string, office: string, token: string): Promise<KioskProgram> {
    return new KioskProgram({ url, office, token }, await mkdtemp(join(tmpdir(), 'kezek-kiosk-')));
  }

  private constructor(
    private readonly place: { readonly url: string; readonly office: string; readonly token: string },
    private readonly dir: string,
  ) {}

  /** @param diskKiB of which a file can have no more, as on a disk that is full */
  start(line: string, diskKiB?: number): Running {
    const { url, office, token } = this.place;
    const limit = diskKiB === undefined ? '' : `ulimit -f ${String(diskKiB)}; `;
    const child = spawn(
      'bash',
      ['-c', `${limit}exec "$@"`, 'kiosk', process.execPath, program, ...line.split(' ')],
      {
        // A cable breaks at once; on a busy machine nothing else may look like a cut line.
        env: {
          KIOSK_TIMEOUT_MS: '60000',
          KIOSK_URL: url,
          KIOSK_OFFICE: office,
          KIOSK_TOKEN: token,
          KIOSK_DIR: this.dir,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [said, complaint] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    const ended = new Promise<Ended>((done, failed) => {
      child.once('error', failed).once('close', (code) => {
        // What stands after the last end of line was being printed when the process was killed.
        const lines = said.split('\n').slice(0, -1);
        done({ code, complaint, lines: lines.map((text) => JSON.parse(text) as Json) });
      });
    });
    const begun = new Promise<void>((done) => {
      child.stdout.once('data', () => {
        done();
      });
      child.once('close', () => {
        done();
      });
    });
    return { process: child, begun, ended };
  }

  run(line: string, diskKiB?: number): Promise<Ended> {
    return this.start(line, diskKiB).ended;
  }

  async status(): Promise<Json> {
    const { lines } = await this.run('status');
    if (lines[0] === undefined) throw new Error('no status');
    return lines[0];
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true });
  }
}
