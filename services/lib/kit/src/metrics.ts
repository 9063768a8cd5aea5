import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from '@prometheus-io/client';

export { Counter, Gauge, Histogram, register };

collectDefaultMetrics();

/** Duration of answered requests in seconds, by route pattern (never by path: that would be unbounded). */
export const httpDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of HTTP requests in seconds.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
});

/** Messages that a consumer has decided on. */
export const messagesHandled = new Counter({
  name: 'messages_handled_total',
  help: 'Messages by queue and outcome (ack, dead-letter, requeue).',
  labelNames: ['queue', 'outcome'],
});
