import { createHash } from 'node:crypto';
import { Refusal } from '@kezek/contracts';
import { rows, type Tx } from '../database/transaction';

/** Who asked for what, once. */
export interface OnceRequest {
  /** The token's subject: keys of different clients have nothing to do with each other. */
  readonly client: string;
  readonly key: string;
  /** Of the request, by `fingerprintOf`: the same key with another one is refused. */
  readonly fingerprint: string;
  /** The HTTP status that belongs to the response; default 200. */
  readonly status?: number;
}

export interface Once<T> {
  /** The effect took place at an earlier request; the answer carries `Idempotency-Replayed: true`. */
  readonly replayed: boolean;
  readonly status: number;
  readonly response: T;
}

interface Claim {
  readonly mine: boolean;
  readonly fingerprint: string | null;
  readonly status: number | null;
  readonly response: unknown;
}

const sorted = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** A digest of what makes two requests the same: operation, parameters, body; the order of members doesn't matter. */
export const fingerprintOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts, sorted)).digest('base64url');

/**
 * Runs `effect` at most once for a client's key, in the transaction of the effect. A repeat gets the stored response;
 * a refused or failed effect rolls back with `tx` and leaves nothing, so that it may be repeated with the same key.
 * Responses are stored as they are: they must not hold personal data.
 * @throws Refusal `idempotency-key-reused` for another fingerprint; `request-in-progress`, without waiting, while the
 * same key is being worked on
 */
export async function once<T>(tx: Tx, request: OnceRequest, effect: () => Promise<T>): Promise<Once<T>> {
  const claim = await claimKey(tx, request);
  if (claim.fingerprint !== null) return replay<T>(claim, request);
  if (!claim.mine) throw new Refusal('request-in-progress');
  const response = await effect();
  await store(tx, request, response);
  return { replayed: false, status: request.status ?? 200, response };
}

// The lock keeps two first requests apart without waiting; the look-up beside it may still miss a commit that fell
// between snapshot and lock. Then `store` finds the row: the unique key decides, the lock is only quicker.
async function claimKey(tx: Tx, { client, key }: OnceRequest): Promise<Claim> {
  const [claim] = await rows<Claim & Record<string, unknown>>(tx, {
    name: 'idempotency-claim',
    text: `SELECT l.mine, i.fingerprint, i.status, i.response
      FROM (SELECT pg_try_advisory_xact_lock(hashtextextended($1 || chr(10) || $2, 0)) AS mine) l
      LEFT JOIN idempotency i ON i.client = $1 AND i.key = $2`,
    values: [client, key],
  });
  if (claim === undefined) throw new Error('a claim always has a row');
  return claim;
}

function replay<T>(claim: Claim, request: OnceRequest): Once<T> {
  if (claim.fingerprint !== request.fingerprint) throw new Refusal('idempotency-key-reused');
  return { replayed: true, status: claim.status ?? 200, response: claim.response as T };
}

async function store(
  tx: Tx,
  { client, key, fingerprint, status }: OnceRequest,
  response: unknown,
): Promise<void> {
  const stored = await rows(tx, {
    name: 'idempotency-store',
    text: `INSERT INTO idempotency (client, key, fingerprint, status, response) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING RETURNING status`,
    values: [client, key, fingerprint, status ?? 200, JSON.stringify(response ?? null)],
  });
  if (stored.length === 0) throw new Refusal('request-in-progress');
}
