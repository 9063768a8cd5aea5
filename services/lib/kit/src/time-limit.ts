import { pause } from './loop.ts';

/** Waits for `work` for at most `limitMs` milliseconds; tells whether it was done by then. Its errors pass through. */
export async function isDoneWithin(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  try {
    return await Promise.race([work.then(() => true), pause(limitMs, done.signal).then(() => false)]);
  } finally {
    done.abort();
  }
}
