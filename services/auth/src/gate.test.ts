import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('no more than the given number runs at a time, and all of it runs', async () => {
  const gate = createGate({ running: 2, waiting: 10 });
  let running = 0;
  let most = 0;
  const work = () =>
    gate.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return 'done';
    });
  const results = await Promise.all(Array.from({ length: 12 }, work));
  expect(results).toEqual(Array(12).fill('done'));
  expect(most).toBe(2);
});

test('what exceeds the queue is told to come back', async () => {
  const gate = createGate({ running: 1, waiting: 1 });
  const { promise: blocked, resolve: unblock } = Promise.withResolvers<void>();
  const first = gate.run(() => blocked);
  const second = gate.run(async () => 'second');
  await expect(gate.run(async () => 'third')).rejects.toMatchObject({
    status: 503,
    code: 'overloaded',
    headers: { 'retry-after': '2' },
  });
  unblock();
  await first;
  expect(await second).toBe('second');
});

test('failing work frees its place', async () => {
  const gate = createGate({ running: 1, waiting: 0 });
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.run(async () => 'next')).toBe('next');
});
