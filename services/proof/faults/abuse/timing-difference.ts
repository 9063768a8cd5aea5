import type { Random } from '../random.ts';
import { mannWhitney, median } from './mann-whitney.ts';

/** Below it a difference is none of chance: one honest run in a thousand is accused. */
const ACCUSED_BELOW = 0.001;
const ROUNDS = 4;
/** Shares of the time itself by which one kind is made slower, to see what the sample would have shown. */
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/**
 * Measures two kinds of requests in turn, each of which says how many milliseconds it took, and finds whether time tells them apart. The same test then runs on the same figures with one
 * kind made slower by a known share of it: so the row says what it would have found, and a sample in which it finds nothing is no proof.
 *
 * @param finest the share of the time that it has to be able to find; as long as it cannot, more is measured
 * @throws where time tells them apart, or noise hides whether it does
 */
export async function requireSameTime(
  kinds: readonly [left: () => Promise<number>, right: () => Promise<number>],
  { samples, finest, random }: { samples: number; finest: number; random: Random },
): Promise<string> {
  const [left, right] = [[] as number[], [] as number[]];
  for (const warmUp of kinds) await warmUp();
  for (let round = 1; ; round += 1) {
    for (let index = 0; index < samples; index += 1) {
      // Pairs side by side, so that a busy moment meets both; which goes first is drawn by lot.
      const order = random.below(2) === 0 ? [0, 1] : [1, 0];
      for (const kind of order) (kind === 0 ? left : right).push(await kinds[kind as 0 | 1]());
    }
    if (isTold(left, right)) {
      const p = mannWhitney(left, right).toExponential(1);
      throw new Error(`Time tells them apart: medians of ${formatMedians(left, right)}, p ${p}.`);
    }
    const found = SHARES.find(share => wouldTell(left, right, share));
    if (found !== undefined && found <= finest)
      return `${left.length} pairs, medians ${formatMedians(left, right)}, ${found * 100} % would have shown`;
    if (round === ROUNDS)
      throw new Error(
        `${left.length} pairs show nothing, but would not show ${finest * 100} % either: noise.`,
      );
  }
}

const isTold = (left: readonly number[], right: readonly number[]) =>
  mannWhitney(left, right) < ACCUSED_BELOW;

/** Whether either kind would have been found, had it taken longer by a share. */
function wouldTell(left: readonly number[], right: readonly number[], share: number): boolean {
  const shift = median([...left, ...right]) * share;
  const later = (sample: readonly number[]) => sample.map(ms => ms + shift);
  return isTold(later(left), right) && isTold(left, later(right));
}

const formatMedians = (left: readonly number[], right: readonly number[]) =>
  `${median(left).toFixed(1)} and ${median(right).toFixed(1)} ms`;

/** Work that tells how long it took, in milliseconds. */
export const timed = (work: () => Promise<void>) => async (): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
