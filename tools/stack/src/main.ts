import { exec } from './exec';
import { start } from './start';
import { sentenceOf } from './trouble';

const usage = 'usage: main.js start [--fresh] | exec -- <command…>\n';

async function main([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === 'exec') return exec(args[0] === '--' ? args.slice(1) : args, toStderr);
  if (verb === 'start') return start(args);
  process.stderr.write(usage);
  return 2;
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

// Our parent holds the other end of a channel: when it dies, we stop as if asked to.
process.once('disconnect', () => process.emit('SIGTERM'));

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    toStderr(sentenceOf(error));
    process.exit(1);
  },
);
