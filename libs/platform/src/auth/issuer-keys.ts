import { createLocalJWKSet, errors, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { z } from 'zod';
import { logger } from '../telemetry/logger';

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

const staleAfterMs = 10 * 60_000;
const cooldownMs = 30_000;
const timeLimitMs = 3000;

/** The issuer could not be asked for its keys, and none that fit are known: says nothing about the token. */
export class IssuerUnreachable extends Error {
  constructor(cause: unknown) {
    super('the issuer of tokens does not answer', { cause });
    this.name = 'IssuerUnreachable';
  }
}

const getJson = async (url: string): Promise<unknown> => {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(timeLimitMs),
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
  return response.json();
};

/**
 * The public keys of an OIDC issuer. Known keys are used while the issuer is away: an outage of sign-in must not close
 * the desks. A key that isn't known is asked for at most every 30 seconds, so that forged tokens cost nothing.
 */
export class IssuerKeys {
  #keys: LocalJWKSet | undefined;
  #fetchedAt = 0;
  #triedAt = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | undefined;

  constructor(
    readonly issuer: string,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  readonly find: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.#known();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayAsk()) throw error;
      await this.#refresh();
      return (this.#keys ?? keys)(header, token);
    }
  };

  async #known(): Promise<LocalJWKSet> {
    if (this.#keys === undefined) await this.#refresh();
    else if (this.nowMs() - this.#fetchedAt > staleAfterMs && this.#mayAsk())
      this.#refresh().catch((error: unknown) => {
        logger('auth').warn({ err: error }, 'the keys of the issuer could not be renewed');
      });
    if (this.#keys === undefined) throw new IssuerUnreachable(undefined);
    return this.#keys;
  }

  #mayAsk(): boolean {
    return this.#pending !== undefined || this.nowMs() - this.#triedAt > cooldownMs;
  }

  #refresh(): Promise<void> {
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetch(): Promise<void> {
    this.#triedAt = this.nowMs();
    try {
      const url = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
      const found = discovery.parse(await getJson(url));
      if (found.issuer !== this.issuer) throw new Error(`${url} speaks for another issuer`);
      this.#keys = createLocalJWKSet(keySet.parse(await getJson(found.jwks_uri)));
      this.#fetchedAt = this.nowMs();
    } catch (error) {
      throw new IssuerUnreachable(error);
    }
  }
}
