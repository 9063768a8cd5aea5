import { expect, test } from 'vitest';
import { isDoneWithin } from './time-limit.ts';

const HOUR_MS = 3_600_000;

test('work that ends in time is done', async () => {
  expect(await isDoneWithin(HOUR_MS, Promise.resolve())).toBe(true);
});

test('work that never ends is not waited for', async () => {
  expect(await isDoneWithin(1, new Promise(() => {}))).toBe(false);
});

test('an error passes through; one that comes too late bothers nobody', async () => {
  await expect(isDoneWithin(HOUR_MS, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  const late = Promise.withResolvers();
  expect(await isDoneWithin(1, late.promise)).toBe(false);
  late.reject(new Error('late'));
});
