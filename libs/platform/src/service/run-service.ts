import { z } from 'zod';
import { ConfigError, configExitCode, readConfig } from '../config/read-config';
import { processSettings } from '../config/settings';
import { Lifecycle } from '../lifecycle';
import { describeError, logger, startLogging } from '../telemetry/logger';
import { measureProcess } from '../telemetry/metrics';
import { configOf, serve, type Service, type Settings } from './serve';

/** `node dist/main.js <name> …`: does its work with the settings it names, and exits. */
export interface Command {
  readonly settings: z.ZodObject;
  readonly run: (config: never, words: readonly string[]) => Promise<void>;
}

/** Ties the settings of a command to what it runs with. */
export const defineCommand = <S extends z.ZodObject>(
  settings: S,
  run: (config: z.output<S>, words: readonly string[]) => Promise<void>,
): Command => ({ settings, run });

export interface RunnableService<S extends Settings> extends Service<S> {
  /** `migrate`, `parked`, … */
  readonly commands?: Readonly<Record<string, Command>>;
}

/** How the end of a process is told: in sentences where its user can mend it, else by the log. */
export function farewell(name: string, error: unknown): { readonly code: number; readonly text?: string } {
  if (error instanceof ConfigError) {
    const faults = error.faults.map((fault) => `  ${fault}\n`).join('');
    return { code: configExitCode, text: `${name} can't start, its settings are not right:\n${faults}` };
  }
  const { code, message } = describeError(error);
  if (code === 'EADDRINUSE' || code === 'EACCES')
    return { code: 1, text: `${name} can't start: ${message}.\n` };
  return { code: 1 };
}

function endWith(name: string, error: unknown): never {
  const { code, text } = farewell(name, error);
  if (text === undefined) logger('service').fatal({ err: error }, `${name} ends`);
  else process.stderr.write(text);
  process.exit(code);
}

/** The orderly stop on SIGTERM, SIGINT and the end of the parent; the second signal doesn't wait. */
function stopOnSignal(name: string, lifecycle: Lifecycle, seconds: number): void {
  const stop = (reason: string): void => {
    if (lifecycle.stopping) process.exit(1);
    logger('service').info({ reason }, `${name} stops`);
    setTimeout(() => {
      logger('service').error({ seconds }, 'the stop took too long');
      process.exit(1);
    }, seconds * 1000).unref();
    void lifecycle.stop().then((failures) => {
      for (const { phase, name: hook, cause } of failures)
        logger('service').error({ err: cause, phase, hook }, 'a part did not stop as it should');
      process.exit(failures.length === 0 ? 0 : 1);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.once('disconnect', () => {
    stop('parent gone');
  });
}

async function start<S extends Settings>(service: RunnableService<S>): Promise<void> {
  const config = configOf(service);
  startLogging({ service: service.name, level: config.LOG_LEVEL });
  measureProcess(service.name);
  const lifecycle = new Lifecycle();
  stopOnSignal(service.name, lifecycle, config.STOP_SECONDS);
  await serve(service, config, lifecycle);
}

async function command(name: string, wanted: Command, words: readonly string[]): Promise<void> {
  const { LOG_LEVEL } = readConfig(z.object(processSettings));
  startLogging({ service: name, level: LOG_LEVEL });
  await wanted.run(readConfig(wanted.settings) as never, words);
}

/**
 * The whole of a service's `main.ts`. Without a word it serves; with one it runs that command and exits. A bug that
 * nobody caught ends the process, to be started again: its state is unknown.
 */
export async function runService<S extends Settings>(service: RunnableService<S>): Promise<void> {
  const end = (error: unknown): never => endWith(service.name, error);
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
  const [word, ...words] = process.argv.slice(2);
  try {
    if (word === undefined) {
      await start(service);
      return;
    }
    const wanted = service.commands?.[word];
    const known = Object.keys(service.commands ?? {}).join(', ');
    if (wanted === undefined) throw new ConfigError([`There is no command ${word}; there are: ${known}.`]);
    await command(service.name, wanted, words);
    process.exit();
  } catch (error) {
    end(error);
  }
}
