import { numberBlock as blockSchema, type NumberBlock } from '@kezek/contracts';
import type { Kiosk } from './kiosk';
import { LineCut } from './line';

export interface BlockWish {
  readonly services?: readonly string[];
  readonly numbersPerPrefix?: number;
  readonly hours?: number;
}

/** Takes numbers for a time without line; a block of which the answer is lost is written off by the queue. */
export async function takeBlock(kiosk: Kiosk, wish: BlockWish): Promise<NumberBlock> {
  const asked = kiosk.ownNow().getTime();
  const answer = blockSchema.safeParse(await kiosk.line.post({ path: 'number-blocks', body: wish }));
  if (!answer.success) throw new LineCut(true, answer.error);
  const middle = (asked + kiosk.ownNow().getTime()) / 2;
  const aheadMs = Math.round(Date.parse(answer.data.issuedAt) - middle);
  kiosk.note({ kind: 'block', block: answer.data, aheadMs });
  kiosk.noteLine(true);
  return answer.data;
}
