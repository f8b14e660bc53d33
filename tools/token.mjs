// `node tools/token.mjs operator-turksib-1`: an access token of the running sandbox for one of its clients.
import { readFileSync } from 'node:fs';

const { tokenEndpoint, clients } = JSON.parse(
  readFileSync(process.env.KEZEK_RUNNING ?? new URL('../.kezek/running.json', import.meta.url), 'utf8'),
);
const client = clients.find(({ id }) => id === process.argv[2]);
if (!client) {
  process.stderr.write(`Name a client: ${clients.map(({ id }) => id).join(', ')}\n`);
  process.exit(1);
}
const answer = await fetch(tokenEndpoint, {
  method: 'POST',
  headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
});
if (!answer.ok) {
  process.stderr.write(`${await answer.text()}\n`);
  process.exit(1);
}
process.stdout.write(`${(await answer.json()).access_token}\n`);
