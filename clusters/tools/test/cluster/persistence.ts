import { expect } from 'vitest';
import type { Installation } from './installation.ts';

/** Types the same command until it succeeds; each failure must say which step failed, of what, and what to do. */
export async function tryUntilDone(
  { failed }: Installation,
  run: () => Promise<void>,
  again: string,
): Promise<void> {
  for (;;) {
    const before = failed().length;
    const error = await run().then(
      () => undefined,
      (it: Error) => it,
    );
    expect(failed().length - before, error?.message).toBe(error ? 1 : 0);
    if (!error) return;
    expect(error.message, failed().at(-1)).toMatch(/^[A-Z][^\n]+: [^\n]+\n[\s\S]+\. Then again: [^\n]+$/);
    expect(error.message.endsWith(again)).toBe(true);
  }
}
