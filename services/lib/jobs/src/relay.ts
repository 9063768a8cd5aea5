import type { Logger } from '@vc/kit/logger.ts';
import { type Loop, startLoop } from '@vc/kit/loop.ts';
import type { Kysely } from 'kysely';
import { expireJobs, findGarbage, freeExpiredLeases, recordRemoval } from './housekeeping.ts';
import { type Publish, publishHint, takeDueHints } from './outbox.ts';
import type { Retention } from './policy.ts';
import type { Bucket, JobsDatabase } from './schema.ts';

const RELAY_EVERY_MS = 10_000;
const HOUSEKEEPING_EVERY_MS = 60_000;
const BATCH = 50;

/**
 * Publishes every hint that is due, for as long as the process lives: what the one who changed the job could not
 * publish, what was never confirmed, and what a wiped broker lost. Wake it when a job changed.
 */
export function startRelay(options: {
  db: Kysely<JobsDatabase>;
  route: 'video' | 'mp3';
  publish: Publish;
  /** While the broker is away nothing is taken: a hint that cannot be sent must not count as sent. */
  isConnected: () => boolean;
  retention: Retention;
  log: Logger;
}): Loop {
  const { db, route, log } = options;
  return startLoop({
    name: `relay ${route}`,
    everyMs: RELAY_EVERY_MS,
    log,
    async task() {
      await freeExpiredLeases(db, options.retention);
      if (!options.isConnected()) return false;
      const jobs = await takeDueHints(db, route, BATCH);
      if (jobs.length === 0) return false;
      let refusal: unknown;
      const publish: Publish = (...hint) =>
        options.publish(...hint).catch(error => {
          refusal = error;
          throw error;
        });
      const outcomes = await Promise.all(jobs.map(job => publishHint(db, job, publish)));
      const confirmed = outcomes.filter(isConfirmed => isConfirmed).length;
      if (refusal)
        log.warn({ err: refusal, route, taken: jobs.length, confirmed }, 'hints not sent, will try again');
      else log.info({ route, taken: jobs.length, confirmed }, 'relayed');
      return jobs.length === BATCH && confirmed > 0;
    },
  });
}

/** Expires jobs and removes garbage bytes, for as long as the process lives. `removeFile` must not mind a file that is gone. */
export function startHousekeeping(options: {
  db: Kysely<JobsDatabase>;
  removeFile: (bucket: Bucket, file: string) => Promise<void>;
  log: Logger;
}): Loop {
  const { db, log } = options;
  return startLoop({
    name: 'housekeeping',
    everyMs: HOUSEKEEPING_EVERY_MS,
    log,
    async task(signal) {
      const areMoreExpiring = await expireJobs(db);
      const garbage = await findGarbage(db, BATCH);
      for (const item of garbage) {
        if (signal.aborted) return false;
        await options.removeFile(item.bucket, item.file);
        await recordRemoval(db, item);
      }
      if (garbage.length > 0) log.info({ files: garbage.length }, 'removed garbage');
      return areMoreExpiring || garbage.length === BATCH;
    },
  });
}
