// For `eval "$(node tools/env.mjs)"`: the running sandbox's addresses, and `token CLIENT` to get a token for a client.
import { readFileSync } from 'node:fs';

const file = process.env.KEZEK_RUNNING ?? new URL('../.kezek/running.json', import.meta.url);

function running() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    process.stderr.write(
      'Nothing runs here: start it with `npm start` and wait until it says that it is ready.\n',
    );
    return process.exit(1);
  }
}

const { gateway, tokenEndpoint, smsc } = running();
const bin = process.execPath;
const script = new URL('./token.mjs', import.meta.url).pathname;
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

process.stdout.write(
  [
    `GATEWAY=${quote(gateway)}`,
    `TOKEN_ENDPOINT=${quote(tokenEndpoint)}`,
    `SMSC_PAGE=${quote(smsc.page.replace(/\/$/, ''))}`,
    `token() { ${quote(bin)} ${quote(script)} "$1"; }`,
    '',
  ].join('\n'),
);
