import { median } from '../bench/measure.ts';
import type { Measure, Usage } from './usage.ts';

/** How one measure of one service has gone. */
export interface Course {
  service: string;
  measure: Measure;
  /** The median of the samples after the warm-up. */
  baseline: number;
  /** The median of the last samples. */
  end: number;
  /** The most that `end` may be. */
  limit: number;
  isFlat: boolean;
}

/**
 * What may be in use at the end, given what was in use after the warm-up. Memory: V8 collects when it likes, so a quarter more
 * and 24 MiB are no leak; one that matters over days shows as more in thousands of jobs. Anything else is counted: pools
 * may have opened a few connections more, of which each costs a descriptor.
 */
const LIMITS: Record<Measure, (baseline: number) => number> = {
  memory: baseline => baseline * 1.25 + 24,
  descriptors: baseline => baseline + 12,
  'AMQP connections': baseline => baseline,
  'AMQP channels': baseline => baseline,
  'PostgreSQL connections': baseline => baseline + 3,
};

/** Holds the samples at the end against those after the warm-up, service by service. */
export function judgeCourses(
  after: readonly Record<string, Usage>[],
  atTheEnd: readonly Record<string, Usage>[],
): Course[] {
  const services = Object.keys(after[0] ?? {});
  return services.flatMap(service =>
    (Object.keys(LIMITS) as Measure[]).map(measure => {
      const take = (samples: readonly Record<string, Usage>[]) =>
        median(samples.map(sample => sample[service]?.[measure] ?? Number.NaN));
      const [baseline, end] = [take(after), take(atTheEnd)];
      const limit = LIMITS[measure](baseline);
      return { service, measure, baseline, end, limit, isFlat: end <= limit };
    }),
  );
}
