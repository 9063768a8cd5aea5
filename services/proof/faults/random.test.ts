import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

const draw = (seed: number, count = 1_000) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.below(10));
};

test('the same seed draws the same, another seed something else', () => {
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('every value below the limit comes, about as often as the others', () => {
  const counts = Map.groupBy(draw(7, 10_000), value => value);
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const drawn of counts.values()) expect(Math.abs(drawn.length - 1_000)).toBeLessThan(150);
});

test('one of a list is picked', () => {
  expect(['a', 'b']).toContain(createRandom(3).pick(['a', 'b']));
});
