import { Counter, Gauge, Histogram } from 'prom-client';

export const handled = new Counter({
  name: 'kezek_events_total',
  help: 'Records of topics by consumer and what became of them',
  labelNames: ['consumer', 'outcome'],
});

export const handling = new Histogram({
  name: 'kezek_event_handling_seconds',
  help: 'Transactions of event handlers',
  labelNames: ['consumer'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
});

export const parkedRows = new Gauge({
  name: 'kezek_parked_events',
  help: 'Events that wait in parked_event',
  labelNames: ['consumer'],
});

export const parkedKeys = new Gauge({
  name: 'kezek_parked_keys',
  help: 'Keys whose events wait behind one that could not be handled',
  labelNames: ['consumer'],
});
