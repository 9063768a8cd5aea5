import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { abortLater } from './abort-later.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('aborts some time after the other signal', () => {
  const stopping = new AbortController();
  using later = abortLater(stopping.signal, 1_000);
  vi.advanceTimersByTime(10_000);
  stopping.abort();
  vi.advanceTimersByTime(999);
  expect(later.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(later.signal.aborted).toBe(true);
});

it('counts from its making when the other signal aborted before', () => {
  using later = abortLater(AbortSignal.abort(), 1_000);
  expect(later.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(later.signal.aborted).toBe(true);
});

it('leaves no timer behind', () => {
  {
    using _later = abortLater(AbortSignal.abort(), 1_000);
  }
  expect(vi.getTimerCount()).toBe(0);
});
