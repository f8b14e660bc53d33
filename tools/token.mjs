// `node tools/token.mjs operator-turksib-1`: an access token of the running sandbox for one of its clients.
import { readFileSync } from 'node:fs';

const file = process.env.KEZEK_RUNNING ?? new URL('../.kezek/running.json', import.meta.url);
const trouble = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};
const running = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return trouble('Nothing runs here: start it with `npm start` and wait until it says that it is ready.');
  }
};
const { tokenEndpoint, clients } = running();
const client = clients.find(({ id }) => id === process.argv[2]);
if (!client) trouble(`Name a client: ${clients.map(({ id }) => id).join(', ')}`);
const answer = await fetch(tokenEndpoint, {
  method: 'POST',
  headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
}).catch(() => trouble(`${tokenEndpoint} does not answer: has the sandbox been stopped?`));
if (!answer.ok) trouble(await answer.text());
process.stdout.write(`${(await answer.json()).access_token}\n`);
