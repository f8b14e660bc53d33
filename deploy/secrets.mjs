// Makes `.env` and `deploy/keycloak/clients.env` with random secrets, where they are missing. Never overwrites one.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILES = [
  ['../.env.example', '../.env'],
  ['keycloak/generated/clients.env.example', 'keycloak/clients.env'],
];

for (const [example, file] of FILES) {
  const target = new URL(file, import.meta.url);
  if (existsSync(target)) {
    process.stdout.write(`${target.pathname} is kept.\n`);
    continue;
  }
  const text = readFileSync(new URL(example, import.meta.url), 'utf8');
  // Keys of ciphers are 32 bytes in base64; everything else has to survive a URL.
  const filled = text.replace(/^([A-Z_]+)=$/gm, (_, name) => `${name}=${secret(name)}`);
  writeFileSync(target, filled, { mode: 0o600 });
  process.stdout.write(`${target.pathname} has new secrets.\n`);
}

function secret(name) {
  // SMPP 3.4 has room for eight characters.
  if (name === 'SMPP_PASSWORD') return randomBytes(6).toString('base64url');
  return randomBytes(32).toString(name.endsWith('_KEY') ? 'base64' : 'base64url');
}
