import { expect, test } from 'vitest';
import { mannWhitney, median } from './mann-whitney.ts';

test('samples that cannot be told apart', () => {
  expect(mannWhitney([1, 2, 3, 4], [1, 2, 3, 4])).toBeCloseTo(1);
  expect(mannWhitney([5, 5, 5], [5, 5, 5])).toBe(1);
});

test('about the p-value that R gives exactly, whichever sample comes first', () => {
  // Example of Hollander & Wolfe (1973), 69f, in R's own documentation; its exact two-sided p is 0.2544.
  const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  expect(mannWhitney(atTerm, early)).toBeCloseTo(0.2544, 1);
  expect(mannWhitney(early, atTerm)).toBeCloseTo(mannWhitney(atTerm, early), 10);
});

test('a small shift shows in many values, an outlier does not', () => {
  const base = Array.from({ length: 200 }, (_, index) => (index * 7_919) % 101);
  expect(
    mannWhitney(
      base,
      base.map(value => value + 20),
    ),
  ).toBeLessThan(0.001);
  expect(mannWhitney(base, base.with(0, 1e9))).toBeGreaterThan(0.8);
});

test('the median of odd and even counts', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
