import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitIdle } from './idle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const after = <T>(ms: number, value: T) => new Promise<T>(resolve => setTimeout(() => resolve(value), ms));

async function* sendEvery(ms: number, times: number): AsyncGenerator<number> {
  for (let n = 0; n < times; n += 1) yield await after(ms, n);
}

async function readAll(
  source: AsyncIterable<number>,
  takingMs: number,
  onIdle: () => void,
): Promise<number[]> {
  const items = [];
  for await (const item of limitIdle(source, { idleMs: 1_000, onIdle })) {
    items.push(item);
    if (takingMs > 0) await after(takingMs, undefined);
  }
  return items;
}

test('a sender that goes on is never idle, however long it takes in all', async () => {
  const onIdle = vi.fn();
  const reading = readAll(sendEvery(900, 20), 0, onIdle);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await reading).toHaveLength(20);
  expect(onIdle).not.toHaveBeenCalled();
});

test('a silent sender is idle, at the start and after any item', async () => {
  for (const items of [0, 1, 5]) {
    const onIdle = vi.fn();
    async function* fallSilent() {
      yield* sendEvery(10, items);
      yield await new Promise<number>(() => {});
    }
    void readAll(fallSilent(), 0, onIdle);
    await vi.advanceTimersByTimeAsync(10 * items + 999);
    expect(onIdle).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onIdle).toHaveBeenCalledOnce();
  }
});

test('one that sends, but too little, is idle once its waits add up', async () => {
  const onIdle = vi.fn();
  async function sendWorth(worth: number): Promise<void> {
    const limit = { idleMs: 1_000, onIdle, worthMs: () => worth };
    for await (const _ of limitIdle(sendEvery(100, 30), limit));
  }
  void sendWorth(100); // as much as it takes
  await vi.advanceTimersByTimeAsync(5_000);
  expect(onIdle).not.toHaveBeenCalled();
  void sendWorth(50);
  await vi.advanceTimersByTimeAsync(1_800);
  expect(onIdle).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(onIdle).toHaveBeenCalled();
});

test('a sender that falls silent late is idle by the real clock too', async () => {
  vi.useRealTimers(); // a fake timer that was cleared can be refreshed, a real one cannot
  const onIdle = vi.fn();
  async function* fallSilent() {
    yield 1;
    yield 2;
    await new Promise<never>(() => {});
  }
  void (async () => {
    for await (const _ of limitIdle(fallSilent(), { idleMs: 20, onIdle }));
  })();
  await vi.waitFor(() => expect(onIdle).toHaveBeenCalledOnce());
});

test('the time that the reader takes is not the sender’s', async () => {
  const onIdle = vi.fn();
  const reading = readAll(sendEvery(10, 3), 5_000, onIdle);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await reading).toEqual([0, 1, 2]);
  expect(onIdle).not.toHaveBeenCalled();
});

test('no timer outlives the sender or the reader', async () => {
  const reading = readAll(sendEvery(10, 2), 0, () => {});
  await vi.advanceTimersByTimeAsync(20);
  await reading;
  expect(vi.getTimerCount()).toBe(0);

  const left = limitIdle(sendEvery(10, 2), { idleMs: 1_000, onIdle: () => {} });
  const first = left.next();
  await vi.advanceTimersByTimeAsync(10);
  await first;
  await left.return(undefined);
  expect(vi.getTimerCount()).toBe(0);
});
