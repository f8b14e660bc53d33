import { collectDefaultMetrics, Histogram, register } from 'prom-client';

/** Everything that is measured in this process; other parts register their counters here. */
export const metrics = register;

export const httpDuration = new Histogram({
  name: 'kezek_http_request_duration_seconds',
  help: 'Requests by operation and status',
  labelNames: ['operation', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

/** Adds the process's own figures (CPU, memory, event loop, garbage collection); once. */
export const measureProcess = (service: string): void => {
  register.setDefaultLabels({ service });
  collectDefaultMetrics({ register });
};
