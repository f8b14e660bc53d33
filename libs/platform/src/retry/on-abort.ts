/**
 * Has `act` called when the signal says stop; at once, where it has. Returns how to take it back: a signal that lives as
 * long as its process keeps what listens to it, and what `AbortSignal.any` makes of it once that is listened to.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
  return () => {
    signal.removeEventListener('abort', act);
  };
}
