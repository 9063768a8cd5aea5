import { expect, test } from 'vitest';
import { createPending } from './pending.ts';

test('asks for more until as much as allowed is under way, then waits until some of it has ended', async () => {
  const pending = createPending(2);
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await pending.add(first.promise);
  let isFull = true;
  const room = pending.add(second.promise).then(() => {
    isFull = false;
  });
  await new Promise(setImmediate);
  expect(isFull).toBe(true);
  second.resolve();
  await room;

  let isSettled = false;
  const settled = pending.settle().then(() => {
    isSettled = true;
  });
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  first.resolve();
  await settled;
});

test('a failure is told to whoever adds next, and to whoever waits for the end', async () => {
  const pending = createPending(3);
  await pending.add(Promise.reject(new Error('the store is away'))).catch(() => {});
  await new Promise(setImmediate);
  await expect(pending.add(Promise.resolve())).rejects.toThrow('the store is away');
  await expect(pending.settle()).rejects.toThrow('the store is away');
});

test('a failure of what others wait for is theirs at once', async () => {
  const pending = createPending(1);
  await expect(pending.add(Promise.reject(new Error('no space')))).rejects.toThrow('no space');
});
