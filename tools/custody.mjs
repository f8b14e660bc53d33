// `node tools/custody.mjs received <detainee> '{"facility": "ALM-SIZO"}'`: writes one event as the custody system would.
// To the running sandbox, or where KAFKA_AGENCY_BROKERS and CUSTODY_PASSWORD say.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const built = new URL('stack/dist/index.js', import.meta.url);
const trouble = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};
if (!existsSync(built)) trouble('Nothing is built here yet: `npm start` builds it.');
const { custodyEvents } = require('../libs/contracts/dist/index.js');
const { tellAsCustody } = require('./stack/dist/index.js');

const [word, detainee, said = '{}'] = process.argv.slice(2);
const definition = custodyEvents.find(({ type }) => type === `custody.detainee.${word}`);
const words = custodyEvents.map(({ type }) => type.split('.').at(-1));
if (definition === undefined || detainee === undefined)
  trouble(`usage: node tools/custody.mjs ${words.join('|')} <detainee> ['<the rest of the data as JSON>']`);

const read = definition.data.safeParse({ at: new Date().toISOString(), ...jsonOf(said), detainee });
if (!read.success)
  trouble(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
// Not counted among what the system itself says.
const saying = { word, data: read.data, sequence: 0 };
await tellAsCustody(access(), [saying]).catch((error) => trouble(`Kafka did not take it: ${error.message}`));
process.stdout.write(`${definition.type} ${JSON.stringify(read.data)}\n`);

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return trouble(`This is not JSON: ${text}`);
  }
}

function access() {
  const { KAFKA_AGENCY_BROKERS: addresses, CUSTODY_PASSWORD: password, KEZEK_RUNNING } = process.env;
  if (addresses !== undefined && password !== undefined) return { brokers: addresses.split(','), password };
  const file = KEZEK_RUNNING ?? new URL('../.kezek/running.json', import.meta.url);
  if (!existsSync(file))
    trouble('Nothing runs here, and KAFKA_AGENCY_BROKERS and CUSTODY_PASSWORD are not set.');
  const { kafka, clients } = JSON.parse(readFileSync(file, 'utf8'));
  return { brokers: kafka.agencyBrokers, password: clients.find(({ id }) => id === 'custody').secret };
}
