import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';

/** Everything that is measured in this process; other parts register their counters here. */
export const metrics = register;

export const httpDuration = new Histogram({
  name: 'kezek_http_request_duration_seconds',
  help: 'Requests by operation and status',
  labelNames: ['operation', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

/** Set to the present by each round of work that nobody asks for: an alarm looks at how long ago that was. */
export const lastRound = new Gauge({
  name: 'kezek_work_last_done_timestamp_seconds',
  help: 'When work that happens by itself was last done without an error, in seconds since 1970',
  labelNames: ['work'],
});

/**
 * How often the event loop is looked at, and with it the least that its lag can show. At prom-client's own 10 ms a
 * process with nothing to do wakes a hundred times a second, for that alone.
 */
const eventLoopMonitoringPrecision = 100;

/** Adds the process's own figures (CPU, memory, event loop, garbage collection); once. */
export const measureProcess = (service: string): void => {
  register.setDefaultLabels({ service });
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision });
};
