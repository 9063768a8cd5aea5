import type { Logger } from '@vc/kit/logger.ts';
import { pause } from '@vc/kit/loop.ts';
import { isOutage } from '@vc/kit/outage.ts';
import { ApiError } from './management-api.ts';

const PAUSE_MS = 1_000;

/** Runs an idempotent task again, once a second, for as long as the broker is away and the time is not up. */
export async function retryWhileAway(limitMs: number, log: Logger, task: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!isAway(error) || Date.now() + PAUSE_MS > deadline) throw error;
      log.warn({ reason: String(error) }, 'broker away or still starting, will try again');
      await pause(PAUSE_MS);
    }
  }
}

function isAway(error: unknown): boolean {
  return isOutage(error) || (error instanceof ApiError && error.status >= 500);
}
