import { afterEach, expect, test, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { type Loop, pause, startLoop } from './loop.ts';

const log = createLogger('test', 'silent');
const HOUR_MS = 3_600_000;

let loop: Loop | undefined;
afterEach(() => loop?.close());

function start(task: (signal: AbortSignal) => Promise<boolean | undefined>, everyMs = HOUR_MS): Loop {
  loop = startLoop({ name: 'test', everyMs, log, task });
  return loop;
}

test('the task runs at once, then every so often', async () => {
  const task = vi.fn(async () => undefined);
  start(task, 1);
  await vi.waitFor(() => expect(task.mock.calls.length).toBeGreaterThan(3));
});

test('it runs again at once while there is more', async () => {
  const results = [true, true, false];
  const task = vi.fn(async () => results.shift());
  start(task);
  await vi.waitFor(() => expect(task).toHaveBeenCalledTimes(3));
});

test('waking runs it soon, and once more when it runs already', async () => {
  const started: PromiseWithResolvers<undefined>[] = [];
  const { wake } = start(() => {
    const run = Promise.withResolvers<undefined>();
    started.push(run);
    return run.promise;
  });
  await vi.waitFor(() => expect(started).toHaveLength(1));
  wake();
  wake();
  started[0]?.resolve(undefined);
  await vi.waitFor(() => expect(started).toHaveLength(2));
  started[1]?.resolve(undefined);
  await loop?.close();
  expect(started).toHaveLength(2);
});

test('a run that fails does not end it', async () => {
  const task = vi.fn(async () => undefined).mockRejectedValueOnce(new Error('failed'));
  start(task, 1);
  await vi.waitFor(() => expect(task.mock.calls.length).toBeGreaterThan(1));
});

test('closing aborts the signal, waits for the run under way and starts no other', async () => {
  let runs = 0;
  let isDone = false;
  const { close } = start(async signal => {
    runs += 1;
    await pause(HOUR_MS, signal);
    isDone = true;
    return true;
  });
  await vi.waitFor(() => expect(runs).toBe(1));
  await close();
  expect(isDone).toBe(true);
  expect(runs).toBe(1);
});
