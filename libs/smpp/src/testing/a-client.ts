import { SmppClient } from '../client';
import type { ClientOptions, ClientStatus } from '../client-options';
import type { SessionEnd } from '../session-options';
import type { SubmitResult } from '../submission';
import { FakeClock } from './fake-clock';
import { type FakePeer, fakeNetwork } from './fake-link';

export function aClient(given: Partial<ClientOptions> = {}) {
  const clock = new FakeClock();
  const { open, peer, peers } = fakeNetwork();
  const states: { state: ClientStatus['state']; end?: SessionEnd | undefined }[] = [];
  const late: [string, SubmitResult][] = [];
  const client = new SmppClient(
    {
      host: 'smsc.example',
      port: 2775,
      systemId: 'kezek',
      password: 'secret',
      pace: { segmentsPerSecond: 1000 },
      clock,
      open,
      random: () => 0.5,
      ...given,
    },
    {
      onDeliver: () => Promise.resolve(),
      onState: (state, end) => states.push({ state, end }),
      onLateResult: (reference, result) => late.push([reference, result]),
    },
  );
  client.start();
  return { client, clock, peer, peers, states, late };
}

export function aBoundClient(given: Partial<ClientOptions> = {}) {
  const all = aClient(given);
  all.peer().accept();
  return all;
}

export const message = (to = '77011234567') => ({ fields: { destinationAddress: to } });

/** Collects results as they come. */
export function collect(promises: Promise<SubmitResult>[]): SubmitResult[] {
  const results: SubmitResult[] = [];
  for (const promise of promises) void promise.then((result) => results.push(result));
  return results;
}

export function answer(peer: FakePeer, status = 0): void {
  const answered = new Set(peer.of('submit_sm').map(({ sequence }) => sequence));
  for (const sequence of answered) {
    peer.send({ command: 'submit_sm_resp', sequence, status, fields: { messageId: `m${String(sequence)}` } });
  }
}

export const written = (peers: readonly FakePeer[]) =>
  peers.flatMap((peer) => peer.of('submit_sm')).map(({ fields }) => fields.destinationAddress);
