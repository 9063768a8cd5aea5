import { runSuccessfully } from '@vc/local/command.ts';
import type { Variables } from '@vc/local/product/environment.ts';

/**
 * What makes the wall clock of a process differ from this machine's, such as by `+1h`: libfaketime, which the distribution
 * packages, loaded before the C library. Its timers (the monotonic clock) go on as they do: an hour that is
 * off is no hour that passes. A time namespace of Linux would not do: it shifts the monotonic clock alone.
 */
export async function shiftClock(by: string): Promise<Variables> {
  const shown = await runSuccessfully(['faketime', '-f', by, 'printenv', 'LD_PRELOAD']);
  return { LD_PRELOAD: shown.trim(), FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

/** What takes it back. */
export const TRUE_CLOCK: Variables = { LD_PRELOAD: '', FAKETIME: '', FAKETIME_DONT_FAKE_MONOTONIC: '' };
