import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { events, topics } from '../catalogue';
import { asyncApiDocument } from './asyncapi';
import { schemaFiles } from './event-schema';
import { testsOfRefusals } from './refusal-tests';
import { refusalsPage } from './refusals-page';

const library = join(__dirname, '..', '..');
const generated = join(library, 'generated');

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const writeJson = (path: string, content: unknown) => {
  write(path, `${JSON.stringify(content, null, 2)}\n`);
};

rmSync(generated, { recursive: true, force: true });
writeJson(join(generated, 'asyncapi.json'), asyncApiDocument(topics, events));
writeJson(join(generated, 'topics.json'), topics);
for (const [path, content] of schemaFiles(events)) writeJson(join(generated, path), content);
const root = join(library, '..', '..');
write(join(root, 'docs', 'refusals.md'), refusalsPage(testsOfRefusals(root)));
