import { actorsWithoutToken, type Principal, principalKind } from '@kezek/contracts';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { RefusalWithHeaders } from '../problem/refusal-with-headers';
import { IssuerKeys, IssuerUnreachable } from './issuer-keys';

export interface IdentitySettings {
  readonly OIDC_ISSUER: string;
  readonly OIDC_AUDIENCE: string;
}

const claims = z.object({
  sub: z
    .string()
    .min(1)
    .max(200)
    .refine((subject) => !actorsWithoutToken.includes(subject)),
  kind: principalKind,
  scope: z.string().default(''),
  offices: z.array(z.string()).default([]),
  exp: z.number(),
});

const algorithms = ['RS256', 'ES256', 'PS256', 'EdDSA'];
const toleranceSeconds = 5;
// A desk sends the same token for minutes: its signature is checked once a minute, its end always.
const rememberedMs = 60_000;
const rememberedAtMost = 2000;

interface Verified {
  readonly principal: Principal;
  readonly untilMs: number;
}

/** 401; `problem` is in words for the programmer, absent where no token was sent at all. */
export const unauthenticated = (problem?: string): RefusalWithHeaders =>
  new RefusalWithHeaders(
    'unauthenticated',
    {
      'www-authenticate':
        problem === undefined
          ? 'Bearer realm="kezek"'
          : `Bearer realm="kezek", error="invalid_token", error_description="${problem}"`,
    },
    problem === undefined ? {} : { detail: problem },
  );

const words: readonly (readonly [new (...args: never[]) => Error, string])[] = [
  [errors.JWTExpired, 'The token has expired.'],
  [errors.JWTClaimValidationFailed, 'The token is not for this system.'],
  [errors.JOSEError, 'The token is not valid.'],
];

const refused = (error: unknown): Error => {
  if (error instanceof IssuerUnreachable)
    return new RefusalWithHeaders('service-unavailable', { 'retry-after': '2' });
  const found = words.find(([kind]) => error instanceof kind);
  if (found !== undefined) return unauthenticated(found[1]);
  return error instanceof Error ? error : new Error('verification failed', { cause: error });
};

const bearer = /^Bearer +([A-Za-z0-9_~+/=-]+\.[A-Za-z0-9_~+/=-]+\.[A-Za-z0-9_~+/=-]+) *$/i;

/** Checks access tokens (JWT, RFC 9068) of the configured issuer: signature, `iss`, `aud`, `exp`, algorithm, claims. */
export class TokenVerifier {
  readonly #keys: IssuerKeys;
  readonly #verified = new Map<string, Verified>();

  constructor(
    private readonly settings: IdentitySettings,
    keys?: IssuerKeys,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.#keys = keys ?? new IssuerKeys(settings.OIDC_ISSUER);
  }

  /**
   * @param header of the request, `Authorization`
   * @throws {Refusal} `unauthenticated`; `service-unavailable` while the issuer's keys can't be had.
   */
  async verify(header: string | undefined): Promise<Principal> {
    if (header === undefined || !/^Bearer\b/i.test(header)) throw unauthenticated();
    const token = bearer.exec(header)?.[1];
    if (token === undefined) throw unauthenticated('The token is not a JWT.');
    const known = this.#verified.get(token);
    if (known !== undefined && this.nowMs() < known.untilMs) return known.principal;
    const found = claims.safeParse(await this.#payload(token));
    if (!found.success) throw unauthenticated('The token lacks sub, kind or offices.');
    const { sub, kind, scope, offices, exp } = found.data;
    const principal = { subject: sub, kind, offices, scopes: scope.split(' ').filter(Boolean) };
    this.#remember(token, { principal, untilMs: Math.min(exp * 1000, this.nowMs() + rememberedMs) });
    return principal;
  }

  #remember(token: string, verified: Verified): void {
    const oldest = this.#verified.keys().next();
    if (this.#verified.size >= rememberedAtMost && !oldest.done) this.#verified.delete(oldest.value);
    this.#verified.set(token, verified);
  }

  async #payload(token: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(token, this.#keys.find, {
        issuer: this.settings.OIDC_ISSUER,
        audience: this.settings.OIDC_AUDIENCE,
        algorithms,
        clockTolerance: toleranceSeconds,
        currentDate: new Date(this.nowMs()),
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      throw refused(error);
    }
  }
}
