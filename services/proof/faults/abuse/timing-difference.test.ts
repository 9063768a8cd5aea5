import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { requireSameTime } from './timing-difference.ts';

/** A kind of requests whose answers take 10 to 14 ms, or so much more. */
function answer(seed: number, more = 0): () => Promise<number> {
  const random = createRandom(seed);
  return async () => 10 + more + random.below(5);
}
const options = { samples: 40, finest: 0.5, random: createRandom(1) };

test('kinds that take the same time pass, and it is said what would have shown', async () => {
  expect(await requireSameTime([answer(1), answer(2)], options)).toMatch(/40 pairs.* would have shown/);
});

test('a kind that takes longer is found', async () => {
  await expect(requireSameTime([answer(1), answer(2, 5)], options)).rejects.toThrow('tells them apart');
});

test('noise that hides everything is no proof', async () => {
  const random = createRandom(3);
  const noise = async () => random.below(1_000_000);
  await expect(requireSameTime([noise, noise], { ...options, samples: 4, finest: 0.01 })).rejects.toThrow(
    'noise',
  );
});
