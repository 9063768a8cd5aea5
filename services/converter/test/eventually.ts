import { vi } from 'vitest';

/** Waits until an assertion holds; the limit is for machines that are busy, not a statement about speed. */
export const eventually = (assertion: () => Promise<void>) =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 50 });
