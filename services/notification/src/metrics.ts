import { Counter } from '@vc/kit/metrics.ts';

/** Attempts by what they came to: sent, refused, failed (will be tried again), unknown, gave-up. */
export const deliveriesAttempted = new Counter({
  name: 'notification_attempts_total',
  help: 'Attempts to deliver a notification, by channel and outcome.',
  labelNames: ['channel', 'outcome'],
});
