import { Counter, Histogram } from '@vc/kit/metrics.ts';

/** How conversions ended. */
export const conversions = new Counter({
  name: 'conversions_total',
  help: 'Conversions by outcome (converted, the code of a failure, postponed, handed-back, dropped).',
  labelNames: ['outcome'],
});

/** Time from the claim of a job to its commit. */
export const conversionDuration = new Histogram({
  name: 'conversion_duration_seconds',
  help: 'Duration of successful conversions in seconds, with reading and storing.',
  buckets: [1, 2, 5, 10, 30, 60, 180, 600, 1_800],
});
