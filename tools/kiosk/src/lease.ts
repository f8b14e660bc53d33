import { lease as leaseSchema, type Lease } from '@kezek/contracts';
import type { Kiosk } from './kiosk';
import { LineCut } from './line';

export interface LeaseWish {
  readonly services?: readonly string[];
  readonly numbersPerPrefix?: number;
  readonly hours?: number;
}

/** Takes numbers for a time without line; a lease of which the answer is lost is written off by the queue. */
export async function takeLease(kiosk: Kiosk, wish: LeaseWish): Promise<Lease> {
  const asked = kiosk.ownNow().getTime();
  const answer = leaseSchema.safeParse(await kiosk.line.post({ path: 'leases', body: wish }));
  if (!answer.success) throw new LineCut(true, answer.error);
  const middle = (asked + kiosk.ownNow().getTime()) / 2;
  const aheadMs = Math.round(Date.parse(answer.data.issuedAt) - middle);
  kiosk.note({ kind: 'lease', lease: answer.data, aheadMs });
  kiosk.noteLine(true);
  return answer.data;
}
