import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { requireSameTime } from './timing-difference.ts';

/** Waits like an answer that varies: one millisecond, or two. */
function answer(more: number): () => Promise<void> {
  const random = createRandom(more);
  return () => sleep(1 + more + random.below(2));
}
const options = { samples: 40, finest: 0.5, random: createRandom(1) };

test('kinds that take the same time pass, and it is said what would have shown', async () => {
  expect(await requireSameTime([answer(0), answer(0)], options)).toMatch(/40 pairs.* would have shown/);
});

test('a kind that takes longer is found', async () => {
  await expect(requireSameTime([answer(0), answer(25)], options)).rejects.toThrow('tells them apart');
});
