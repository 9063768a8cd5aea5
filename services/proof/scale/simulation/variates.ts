import type { Random } from '../../faults/random.ts';

/** A number between 0 and 1, never either of them. */
export const uniform = (random: Random): number => (random.below(2 ** 32) + 0.5) / 2 ** 32;

/** The time until the next event of a Poisson process whose events are `mean` apart on average. */
export const exponential = (random: Random, mean: number): number => -mean * Math.log(uniform(random));

/** One of several values, each as often as its share says; shares add up to 1. */
export function weighted<T extends { share: number }>(random: Random, choices: readonly [T, ...T[]]): T {
  let rest = uniform(random);
  for (const choice of choices) {
    rest -= choice.share;
    if (rest < 0) return choice;
  }
  return choices[0]; // shares that add up to a little less than 1
}
