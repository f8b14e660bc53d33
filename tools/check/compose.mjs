// docker-compose.yml against the published schema of the Compose specification, and against our own rules.
// No Docker engine runs here: whether the file also starts is not proven by this.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { readText } from './files.mjs';

const FILE = 'docker-compose.yml';
const HARDENED = { read_only: true, init: true };

/** @param {string} root @returns {Promise<{ file: string, rule: string, message: string }[]>} */
export async function checkCompose(root) {
  const compose = parse(readText(root, FILE), { merge: true });
  const schema = JSON.parse(readFileSync(new URL('./compose-spec.json', import.meta.url), 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv, { formats: ['uri', 'date', 'duration'] });
  if (!ajv.validate(schema, compose)) return ajv.errors.map(schemaProblem);
  return Object.entries(compose.services).flatMap(([name, service]) => [
    ...hardness(name, service).map((message) => ({
      file: FILE,
      rule: 'hardening',
      message: `${name}: ${message}`,
    })),
    ...dangling(name, service, compose).map((message) => ({ file: FILE, rule: 'reference', message })),
  ]);
}

const schemaProblem = ({ instancePath, message, params }) => ({
  file: FILE,
  rule: 'schema',
  message: `${instancePath} ${message} ${JSON.stringify(params)}`,
});

function hardness(name, service) {
  const limits = service.deploy?.resources?.limits ?? {};
  const wanted = [
    [
      service.build !== undefined || /:[^:]*\d+\.\d+[^:]*$/.test(service.image ?? ''),
      'image is not pinned to a version',
    ],
    [limits.cpus !== undefined && limits.memory !== undefined, 'has no limit of processor and memory'],
    [service.cap_drop?.includes('ALL') === true, 'keeps capabilities'],
    [service.security_opt?.includes('no-new-privileges:true') === true, 'may gain privileges'],
    [service.restart === 'no' || service.healthcheck !== undefined, 'has no health check'],
    ...Object.entries(HARDENED).map(([key, value]) => [service[key] === value, `${key} is not ${value}`]),
  ];
  return wanted.filter(([holds]) => !holds).map(([, message]) => message);
}

function dangling(name, service, compose) {
  const named = (service.volumes ?? []).map((volume) =>
    typeof volume === 'string' ? volume.split(':')[0] : volume.source,
  );
  return [
    ...Object.keys(service.depends_on ?? {})
      .filter((other) => compose.services[other] === undefined)
      .map((other) => `${name}: waits for ${other}, which does not exist`),
    ...Object.keys(service.networks ?? {})
      .filter(
        (network) =>
          compose.networks?.[Array.isArray(service.networks) ? service.networks[network] : network] ===
          undefined,
      )
      .map((network) => `${name}: network ${network} does not exist`),
    ...named
      .filter((source) => /^[a-z]/.test(source ?? '') && compose.volumes?.[source] === undefined)
      .map((source) => `${name}: volume ${source} does not exist`),
  ];
}
