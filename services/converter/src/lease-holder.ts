import { renewConversion } from '@vc/jobs/convert.ts';
import { RENEW_EVERY_MS } from '@vc/jobs/policy.ts';
import type { JobsDatabase } from '@vc/jobs/schema.ts';
import type { Lease } from '@vc/jobs/transition.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { startLoop } from '@vc/kit/loop.ts';
import type { Kysely } from 'kysely';

/** A lease that is kept alive until it is disposed of. */
export type HeldLease = AsyncDisposable & {
  /** Aborts when somebody else has the job, or nobody: it was canceled or deleted. */
  lost: AbortSignal;
  /** Shows with the next renewal how far the work is, 0 to 1. */
  report(share: number): void;
};

/**
 * Renews a lease now and every 5 s. A database that is away loses nothing: the lease counts until another process takes
 * the job, which it then tells by the renewal that hits no row.
 */
export function holdLease(db: Kysely<JobsDatabase>, lease: Lease, log: Logger): HeldLease {
  const lost = new AbortController();
  let progress = 0;
  const renewals = startLoop({
    name: 'lease renewal',
    everyMs: RENEW_EVERY_MS,
    log,
    async task() {
      if (!(await renewConversion(db, lease, progress))) lost.abort();
      return false;
    },
  });
  return {
    lost: lost.signal,
    report(share) {
      progress = share;
    },
    [Symbol.asyncDispose]: () => renewals.close(),
  };
}
