// Writes what deployments need of the contracts: topics and rights for Kafka, clients and scopes for Keycloak.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { realm, secretName } from './keycloak/realm.mjs';
import { topicsScript } from './kafka/topics.mjs';

const require = createRequire(import.meta.url);
const { scopes, topics } = require('../libs/contracts/dist/index.js');
const { clients } = require('../tools/stack/dist/issuer/clients.js');

const write = (path, text) => writeFileSync(new URL(path, import.meta.url), text);

for (const folder of ['kafka', 'keycloak']) {
  mkdirSync(new URL(`${folder}/generated/`, import.meta.url), { recursive: true });
}
const agencies = clients.filter(({ kind }) => kind === 'agency').map(({ id }) => id);
write('kafka/generated/topics.sh', topicsScript(topics, agencies));
write('keycloak/generated/kezek-realm.json', `${JSON.stringify(realm(clients, scopes), null, 2)}\n`);
write(
  'keycloak/generated/clients.env.example',
  `# The secrets of Keycloak's clients; node deploy/secrets.mjs makes keycloak/clients.env of it.\n${clients
    .map(({ id }) => `${secretName(id)}=\n`)
    .join('')}`,
);
