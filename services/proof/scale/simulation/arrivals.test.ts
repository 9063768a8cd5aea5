import { expect, test } from 'vitest';
import { createRandom } from '../../faults/random.ts';
import { DAY, drawArrivals, peakFactor } from './arrivals.ts';

const flat = new Array<number>(24).fill(1);
const evening = flat.map((_, hour) => (hour === 20 ? 25 : 1));

const draw = (seed: number, perDay: number, curve = flat) => [
  ...drawArrivals(createRandom(seed), perDay, curve),
];

test('a day has about as many arrivals as it should, in order, and all within it', () => {
  const arrivals = draw(1, 100_000);
  expect(Math.abs(arrivals.length - 100_000)).toBeLessThan(4 * Math.sqrt(100_000));
  expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  expect(arrivals[0]).toBeGreaterThan(0);
  expect(arrivals.at(-1)).toBeLessThan(DAY);
});

test('an hour has the share that the curve gives it', () => {
  const inHour = draw(2, 100_000, evening).filter(at => Math.floor(at / 3_600) === 20);
  expect(Math.abs(inHour.length - (100_000 * 25) / 48)).toBeLessThan(4 * Math.sqrt(52_083));
  expect(peakFactor(evening)).toBe(12.5);
  expect(peakFactor(flat)).toBe(1);
});

test('an hour without any is empty', () => {
  const curve = flat.map((_, hour) => (hour === 3 ? 0 : 1));
  expect(draw(3, 10_000, curve).filter(at => Math.floor(at / 3_600) === 3)).toEqual([]);
});

test('the same seed draws the same day', () => {
  expect(draw(4, 1_000)).toEqual(draw(4, 1_000));
  expect(draw(4, 1_000)).not.toEqual(draw(5, 1_000));
});
