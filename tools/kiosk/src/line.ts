import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from './settings';
import { Trouble } from './trouble';

/** The queue was not reached, or did not answer. */
export class LineCut extends Error {
  /** @param sent whether the request may have arrived */
  constructor(
    readonly sent: boolean,
    cause: unknown,
  ) {
    super('the line is cut', { cause });
    this.name = 'LineCut';
  }
}

/** The queue said no. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
  ) {
    super(detail);
    this.name = 'Refused';
  }
}

export interface Post {
  /** Below the office, or from the root when it begins with `/`. */
  readonly path: string;
  readonly body: unknown;
  readonly key?: string;
}

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const again = new Set(['conflict', 'request-in-progress']);
const firstPauseMs = 250;

/** The way to the queue. */
export class Line {
  #token: string | undefined;

  constructor(private readonly settings: Settings) {}

  /** @throws LineCut, Refused */
  async post(post: Post): Promise<unknown> {
    const keyed = { key: randomUUID(), ...post };
    try {
      return await this.#ask(keyed);
    } catch (error) {
      // A token may have ended while the process ran: once more with a new one.
      if (!(error instanceof Refused && error.status === 401) || this.#token === undefined) throw error;
      this.#token = undefined;
      return this.#ask(keyed);
    }
  }

  async #ask({ path, body, key }: Required<Post>): Promise<unknown> {
    const authorization = `Bearer ${await this.#authorize()}`;
    const { url, office } = this.settings;
    const place = path.startsWith('/') ? `/v1${path}` : `/v1/offices/${encodeURIComponent(office)}/${path}`;
    return this.#send(`${url}${place}`, {
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  }

  /** As `post`, tried `times` times while the line is cut or somebody else is quicker. */
  async insist(post: Post, times: number): Promise<unknown> {
    const keyed = { key: randomUUID(), ...post };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.post(keyed);
      } catch (error) {
        const worthwhile = error instanceof LineCut || (error instanceof Refused && again.has(error.code));
        if (!worthwhile || attempt >= times) throw error;
        await pause(firstPauseMs * 2 ** (attempt - 1));
      }
    }
  }

  async #authorize(): Promise<string> {
    const { access } = this.settings;
    if ('token' in access) return access.token;
    this.#token ??= await this.#fetchToken(access.tokenEndpoint, `${access.clientId}:${access.clientSecret}`);
    return this.#token;
  }

  async #fetchToken(endpoint: string, client: string): Promise<string> {
    try {
      const answer = (await this.#send(endpoint, {
        headers: {
          authorization: `Basic ${Buffer.from(client).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      })) as { access_token?: unknown };
      if (typeof answer.access_token !== 'string') throw new Error('there is no access_token in the answer');
      return answer.access_token;
    } catch (error) {
      if (error instanceof Refused)
        throw new Trouble('refused', `The issuer gives no token: ${error.message}`);
      // Without a token nothing was asked of the queue.
      throw new LineCut(false, error);
    }
  }

  async #send(url: string, init: RequestInit): Promise<unknown> {
    const { status, text } = await this.#exchange(url, init);
    if (status >= 500) throw new LineCut(true, new Error(`status ${String(status)}`));
    const body = parsed(text);
    // A proxy or a portal on the way speaks HTML, whatever its status.
    if (body === undefined) throw new LineCut(true, new Error('the answer is not JSON'));
    if (status < 300) return body;
    const { code, title, detail } = (body ?? {}) as Record<string, unknown>;
    // Nothing was done; a visitor needn't wait until more is allowed.
    if (code === 'quota-exceeded') throw new LineCut(false, new Error(code));
    const said = [title, detail].filter((word) => typeof word === 'string').join(': ');
    throw new Refused(
      typeof code === 'string' ? code : String(status),
      status,
      said || `status ${String(status)}`,
    );
  }

  async #exchange(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(this.settings.timeoutMs);
      const response = await fetch(url, { method: 'POST', redirect: 'error', signal, ...init });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new LineCut(!neverSent.has(codeOf(error)), error);
    }
  }
}

function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : '';
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
