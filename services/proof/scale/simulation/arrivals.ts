import type { Random } from '../../faults/random.ts';
import { exponential } from './variates.ts';

const HOUR = 3_600;

/** Seconds of a day. */
export const DAY = 24 * HOUR;

/** Whole numbers for the 24 hours of a day: how busy each is compared with the others. */
export type DailyCurve = readonly number[];

/**
 * When uploads arrive in one day, in seconds since midnight: a Poisson process whose rate is constant within an hour. Gaps of such a
 * process have no memory, so at the turn of the hour the next one is simply drawn anew.
 */
export function* drawArrivals(random: Random, perDay: number, curve: DailyCurve): Generator<number> {
  for (const [hour, weight] of curve.entries()) {
    const perSecond = (perDay * weight) / sum(curve) / HOUR;
    for (let at = hour * HOUR; perSecond > 0; ) {
      at += exponential(random, 1 / perSecond);
      if (at >= (hour + 1) * HOUR) break;
      yield at;
    }
  }
}

/** How many times the average the busiest hour has. */
export const peakFactor = (curve: DailyCurve): number => (Math.max(...curve) * curve.length) / sum(curve);

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
