import { readFileSync } from 'node:fs';

/** How a life ended; both are null when nobody saw it. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One life of a part, from its start to its exit: a process that is our child, or a container. */
export interface Life {
  /** The operating system's number of its (first) process. */
  readonly pid: number;
  readonly startedAt: number;
  readonly exited: Promise<Exit>;
  /** Undefined while it lives. */
  readonly exit: Exit | undefined;
  /** Signals it with everything that it started. */
  kill(signal: NodeJS.Signals): void;
  /** Asks it to stop; kills it after a while. */
  stop(): Promise<Exit>;
}

const longestLine = 400;

/** The end of a log, for a message about why something failed; long lines are cut. */
export function tailOf(logFile: string, lines = 8): string {
  try {
    const output = readFileSync(logFile, 'utf8').trimEnd().split('\n');
    return output
      .slice(-lines)
      .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))
      .join('\n');
  } catch {
    return '';
  }
}
