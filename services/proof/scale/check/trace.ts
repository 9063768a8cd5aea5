import type { Video } from '@vc/local/ledger/customer.ts';
import { createRandom } from '../../faults/random.ts';
import { exponential } from '../simulation/variates.ts';

/** Which video is uploaded when, in seconds from the beginning. */
export type Upload = { at: number; video: Video };

/** How busy converters shall be: enough for a queue, and not so much that chance decides all. */
export const LOAD = 0.7;

/**
 * Uploads at random times for so long, so many that as many converters are busy as {@link LOAD} says.
 *
 * @param meanService seconds of one conversion on average over the videos, each of which is as probable as the others
 */
export function drawTrace(
  seed: number,
  options: { seconds: number; converters: number; meanService: number; videos: readonly [Video, ...Video[]] },
): Upload[] {
  const random = createRandom(seed);
  const gap = options.meanService / (LOAD * options.converters);
  const uploads: Upload[] = [];
  for (let at = exponential(random, gap); at < options.seconds; at += exponential(random, gap)) {
    uploads.push({ at, video: random.pick(options.videos) });
  }
  return uploads;
}
