import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Trouble } from '../trouble';

const compose = join(__dirname, '..', '..', '..', '..', 'docker-compose.yml');

/** The image of a service of docker-compose.yml: one place says which. */
export function imageOf(service: string, file = readFileSync(compose, 'utf8')): string {
  const { services } = parse(file, { merge: true }) as { services: Record<string, { image?: string }> };
  const image = services[service]?.image;
  if (image === undefined) throw new Trouble(`docker-compose.yml names no image for ${service}.`);
  return image;
}
