import { createRandom } from '../../faults/random.ts';
import { fixed } from '../simulation/autoscaler.ts';
import { type Percentiles, percentiles } from '../simulation/percentiles.ts';
import { simulate } from '../simulation/simulate.ts';
import type { Played } from './play.ts';
import type { Upload } from './trace.ts';

/** Days that are simulated, each with other service times. */
const DRAWS = 51;

/**
 * How long the uploads of a trace will wait, by simulation: of each draw the percentiles.
 *
 * @param played conversions of the same run, whose neighbours were the same; each upload gets the time of one of its video
 */
export function predict(
  seed: number,
  uploads: readonly Upload[],
  played: readonly Pick<Played, 'video' | 'served'>[],
  converters: number,
): Percentiles[] {
  const random = createRandom(seed);
  const timesOf = Map.groupBy(played, ({ video }) => video.seconds);
  return Array.from({ length: DRAWS }, () => {
    const arrivals = uploads.map(({ at, video }) => {
      const times = timesOf.get(video.seconds) ?? [];
      const time = times[random.below(times.length)];
      if (!time) throw new RangeError(`no conversion of ${video.seconds} s was timed`);
      return { at, seconds: time.served, minutes: video.seconds / 60 };
    });
    return percentiles(simulate(arrivals, fixed(converters)).waits);
  });
}
