import { expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { damage } from './damage.ts';

const original = Buffer.alloc(20_000, 'video');
const variants = (seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: 50 }, () => damage(original, random));
};

it('changes something each time, never the length, and not the original', () => {
  for (const bytes of variants(1)) {
    expect(bytes).toHaveLength(original.length);
    expect(bytes.equals(original)).toBe(false);
  }
  expect(original.equals(Buffer.alloc(20_000, 'video'))).toBe(true);
});

it('does the same for the same seed, and something else for another', () => {
  expect(Buffer.concat(variants(1)).equals(Buffer.concat(variants(1)))).toBe(true);
  expect(Buffer.concat(variants(1)).equals(Buffer.concat(variants(2)))).toBe(false);
});
