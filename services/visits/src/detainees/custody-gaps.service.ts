import { custodyGap, type CustodyGap } from '@kezek/contracts';
import { afterCommit, logger, metrics, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';

const noticed = new Counter({
  name: 'kezek_custody_gaps_total',
  help: 'Detainees of whom the custody system has left something out, by what shows it',
  labelNames: ['gap'],
  registers: [metrics],
});

// An alarm on growth needs something to grow from.
for (const gap of custodyGap.options) noticed.inc({ gap }, 0);

/** Tells operators where something was never said: the projection goes on with what it knows. */
@Injectable()
export class CustodyGaps {
  /** Of what was not seen before. */
  notice(tx: Tx, detainee: string, gaps: readonly CustodyGap[]): void {
    if (gaps.length === 0) return;
    afterCommit(tx, () => {
      for (const gap of gaps) noticed.inc({ gap });
      logger('custody').warn({ detainee, gaps }, 'the custody system has left something out');
    });
  }
}
