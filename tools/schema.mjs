// Part of `npm run generate`: writes schema.sql of each service with a database, from what its migrations make of one.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { startInfrastructure } = require('./stack/dist/index.js');
const { dropTemplates, schemaSql } = require('../libs/testing/dist/index.js');

const services = join(dirname(dirname(fileURLToPath(import.meta.url))), 'services');
const dataDir = mkdtempSync(join(tmpdir(), 'kezek-schema-'));
const { postgres, stop } = await startInfrastructure({ dataDir, parts: ['postgres'], throwaway: true });
try {
  process.env['DATABASE_URL'] = postgres.url;
  for (const name of readdirSync(services)) {
    const dataSource = join(services, name, 'dist', 'data-source.js');
    if (!existsSync(dataSource)) continue;
    writeFileSync(join(services, name, 'schema.sql'), await schemaSql(require(dataSource).schema));
  }
  await dropTemplates();
} finally {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
}
