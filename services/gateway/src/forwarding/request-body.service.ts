import { Refusal } from '@kezek/contracts';
import { hearErrors } from '@kezek/platform';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';

/** Most bytes of a request's body. */
export const bodyAtMost = 1024 * 1024;

/**
 * Up to here a body is held and sent in one piece: a slow caller then takes no connection to the service, and the
 * call can be repeated. A longer one is streamed on.
 */
export const heldAtMost = 64 * 1024;

export type Body = Buffer | Readable | undefined;

/** Passes a body on as far as it may go. Whoever was to read it may never begin: no place, no service, no time. */
function limited(): Transform {
  let left = bodyAtMost;
  return hearErrors(
    new Transform({
      transform(chunk: Buffer, _, done) {
        left -= chunk.length;
        if (left < 0) done(new Refusal('payload-too-large'));
        else done(null, chunk);
      },
    }),
  );
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The body as it is sent on. @throws {Refusal} `payload-too-large` where its declared length says so. */
export async function bodyOf(request: IncomingMessage): Promise<Body> {
  if (!hasBody(request)) return undefined;
  if (Number(request.headers['content-length'] ?? 0) > bodyAtMost) throw new Refusal('payload-too-large');
  const held: Buffer[] = [];
  const ended = await readUpTo(request, held);
  if (ended) return Buffer.concat(held);
  const all = limited();
  for (const chunk of held) all.write(chunk);
  // A pipe lets go of the caller's own stream when the other end fails: the refusal must still reach the caller.
  request.pipe(all);
  request.once('close', () => {
    if (!request.complete) all.destroy(new Refusal('invalid-request', { detail: 'The body was cut off.' }));
  });
  return all;
}

/** Reads past what is left of a body that nobody wants: the connection needs it gone. */
export function letPass(request: IncomingMessage): void {
  if (!request.complete) request.unpipe().resume();
}

async function readUpTo(request: IncomingMessage, held: Buffer[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const settle = (act: () => void) => {
      request.off('data', take).off('end', end).off('close', cut);
      act();
    };
    const take = (chunk: Buffer) => {
      held.push(chunk);
      size += chunk.length;
      if (size <= heldAtMost) return;
      request.pause();
      settle(() => {
        resolve(false);
      });
    };
    const end = () => {
      settle(() => {
        resolve(true);
      });
    };
    const cut = () => {
      settle(() => {
        reject(new Refusal('invalid-request', { detail: 'The body was cut off.' }));
      });
    };
    request.on('data', take).on('end', end).on('close', cut);
  });
}
