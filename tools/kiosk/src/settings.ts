import { readFileSync } from 'node:fs';
import { Trouble } from './trouble';

export interface Settings {
  /** Of the gateway (or the queue), without `/v1`. */
  readonly url: string;
  readonly office: string;
  /** Where the journal is. */
  readonly dir: string;
  readonly access: Access;
  /** After so long a line counts as cut. */
  readonly timeoutMs: number;
}

/** A token, or how to get one. */
export type Access =
  | { readonly token: string }
  | { readonly tokenEndpoint: string; readonly clientId: string; readonly clientSecret: string };

type Environment = Readonly<Record<string, string | undefined>>;

interface Running {
  readonly gateway: string;
  readonly tokenEndpoint: string;
  readonly clients: readonly {
    readonly id: string;
    readonly secret: string;
    readonly offices: readonly string[];
  }[];
}

/**
 * Reads the settings; `KIOSK_SANDBOX` names the file of a running sandbox, from which the rest is taken for the client
 * `KIOSK_CLIENT_ID`.
 * @throws Trouble naming what is missing
 */
export function readSettings(environment: Environment = process.env): Settings {
  const given = { ...sandboxed(environment), ...present(environment) };
  const need = (name: string): string => {
    const value = given[name];
    if (value === undefined) throw new Trouble('usage', `${name} is missing.`);
    return value;
  };
  const timeoutMs = Number(given['KIOSK_TIMEOUT_MS'] ?? '2000');
  if (!(timeoutMs > 0)) throw new Trouble('usage', 'KIOSK_TIMEOUT_MS must be milliseconds.');
  const token = given['KIOSK_TOKEN'];
  return {
    url: need('KIOSK_URL').replace(/\/$/, ''),
    office: need('KIOSK_OFFICE'),
    dir: need('KIOSK_DIR'),
    timeoutMs,
    access:
      token === undefined
        ? {
            tokenEndpoint: need('KIOSK_TOKEN_ENDPOINT'),
            clientId: need('KIOSK_CLIENT_ID'),
            clientSecret: need('KIOSK_CLIENT_SECRET'),
          }
        : { token },
  };
}

const present = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));

function sandboxed(environment: Environment): Environment {
  const file = environment['KIOSK_SANDBOX'];
  if (file === undefined || file === '') return {};
  const { gateway, tokenEndpoint, clients } = JSON.parse(readFileSync(file, 'utf8')) as Running;
  const client = clients.find(({ id }) => id === environment['KIOSK_CLIENT_ID']);
  return {
    KIOSK_URL: gateway,
    KIOSK_TOKEN_ENDPOINT: tokenEndpoint,
    ...(client && { KIOSK_CLIENT_SECRET: client.secret, KIOSK_OFFICE: client.offices[0] }),
  };
}
