import type { EventEmitter } from 'node:events';

const heard = (): void => undefined;

/**
 * An `error` event that nobody listens to ends the process, and a stream, socket or server may fail before whoever
 * wants it has begun to listen, or after it has stopped. So each is heard from its birth, here; who has something to do
 * about an error listens as well.
 */
export function hearErrors<E extends EventEmitter>(emitter: E): E {
  emitter.on('error', heard);
  return emitter;
}
