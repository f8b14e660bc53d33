import { Counter, Gauge, Histogram } from 'prom-client';

export const published = new Counter({
  name: 'kezek_outbox_published_total',
  help: 'Events that the relay wrote to Kafka',
});

export const delay = new Histogram({
  name: 'kezek_outbox_delay_seconds',
  help: 'From writing an event in its transaction to its being in Kafka',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
});

export const backlog = new Gauge({
  name: 'kezek_outbox_rows',
  help: 'Events not yet in Kafka, at most 100,000',
});

export const oldest = new Gauge({
  name: 'kezek_outbox_oldest_seconds',
  help: 'Age of the oldest event that is not yet in Kafka',
});

export const held = new Gauge({
  name: 'kezek_outbox_held',
  help: 'Topics and keys whose events wait because Kafka refuses them: an operator must look',
});
