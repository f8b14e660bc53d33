import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readJson, writeJson } from '../files';
import { clients } from '../issuer/clients';
import type { IssuerSecrets } from '../issuer/issuer';
import { Trouble } from '../trouble';

/**
 * Everything secret of one checkout, by what it is for. Random, made once, readable by its owner only.
 * An agency's secret as a client is also its password for Kafka.
 */
export interface Secrets extends IssuerSecrets {
  postgres: string;
  /** Passwords of database roles, by role. */
  roles: Record<string, string>;
  /** The password with which services bind to the SMSC simulator (SMPP allows 8 characters). */
  smsc: string;
  /** Keys of the services, 32 bytes in base64, by name. */
  keys: Record<string, string>;
}

/** The secrets in `file`, with those that are missing made up and kept. */
export class SecretsFile {
  readonly secrets: Secrets;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
    const found = readJson(file) as Secrets | undefined;
    if (found === undefined && existsSync(file)) {
      throw new Trouble(`${file} is damaged: remove it and start with --fresh.`);
    }
    this.secrets = found ?? freshSecrets();
    for (const { id } of clients) this.secrets.clients[id] ??= word();
    writeJson(file, this.secrets);
  }

  role(name: string): string {
    return this.remember(this.secrets.roles, name, word);
  }

  key(name: string): string {
    return this.remember(this.secrets.keys, name, () => randomBytes(32).toString('base64'));
  }

  private remember(group: Record<string, string>, name: string, make: () => string): string {
    const known = group[name];
    if (known !== undefined) return known;
    const made = make();
    group[name] = made;
    writeJson(this.file, this.secrets);
    return made;
  }
}

function freshSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    postgres: word(),
    roles: {},
    clients: {},
    signingKey: { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex') },
    smsc: randomBytes(4).toString('hex'),
    keys: {},
  };
}

function word(): string {
  return randomBytes(18).toString('base64url');
}
