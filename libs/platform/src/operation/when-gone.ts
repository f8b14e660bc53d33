import { Refusal } from '@kezek/contracts';
import type { FastifyReply } from 'fastify';

/** Aborted when the caller has hung up before the answer was sent; the reason is a refusal that nobody will read. */
export function whenGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Refusal('service-timeout'));
  });
  return gone.signal;
}
