import { exec } from './exec';
import { sentenceOf } from './trouble';

const usage = 'usage: main.js start [--fresh] | exec -- <command…>\n';

async function main([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === 'exec') return exec(args[0] === '--' ? args.slice(1) : args, toStderr);
  process.stderr.write(usage);
  return 2;
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    toStderr(sentenceOf(error));
    process.exit(1);
  },
);
