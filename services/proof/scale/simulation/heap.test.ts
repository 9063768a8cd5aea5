import { expect, test } from 'vitest';
import { createRandom } from '../../faults/random.ts';
import { createHeap } from './heap.ts';
import { percentiles } from './percentiles.ts';

test('what was put in at random comes out in order', () => {
  const random = createRandom(1);
  const values = Array.from({ length: 1_000 }, () => random.below(500));
  const heap = createHeap();
  for (const value of values) heap.push(value);
  expect(heap.peek()).toBe(Math.min(...values));
  expect(values.map(() => heap.pop())).toEqual(values.toSorted((a, b) => a - b));
  expect(heap.pop()).toBe(Number.POSITIVE_INFINITY);
  expect(heap.size).toBe(0);
});

test('a percentile is the smallest value that so many do not exceed', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentiles(values)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
  expect(() => percentiles([])).toThrow(RangeError);
});
