import { expect, it } from 'vitest';
import { repeatConcurrently } from './concurrency.ts';

it('does each piece once, and never more at once than it may', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await repeatConcurrently(20, 3, async index => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    done.push(index);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(most).toBe(3);
});

it('fails with the first piece that does', async () => {
  const failing = repeatConcurrently(5, 2, async index => {
    if (index === 3) throw new Error('the fourth');
  });
  await expect(failing).rejects.toThrow('the fourth');
});
