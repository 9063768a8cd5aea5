import { watchJobs } from '@vc/jobs/changes.ts';
import type { JobState } from '@vc/jobs/schema.ts';
import { createLogger } from '@vc/kit/logger.ts';

/** How long a job has waited for a converter, and how long that took, in seconds; and when, in seconds of `performance.now`. */
export type JobTimes = { waited: number; served: number; claimedAt: number; endedAt: number };

/** Times jobs by what PostgreSQL tells at each commit, so that it costs the converter nothing. */
export type JobWatch = AsyncDisposable & {
  /** Resolves when the job is converted, which it may be already. Rejects when it failed. */
  times(fid: string): Promise<JobTimes>;
};

type Watched = { at: Partial<Record<JobState, number>>; ended: PromiseWithResolvers<JobTimes> };

/** Starts to watch every job of a database. */
export async function startJobWatch(databaseUrl: string): Promise<JobWatch> {
  const jobs = new Map<string, Watched>();
  function find(fid: string): Watched {
    const job = jobs.get(fid) ?? { at: {}, ended: Promise.withResolvers<JobTimes>() };
    job.ended.promise.catch(() => {}); // it may fail before anybody asks for it
    jobs.set(fid, job);
    return job;
  }

  const listening = Promise.withResolvers<void>();
  const changes = watchJobs({
    url: databaseUrl,
    log: createLogger('job-watch', 'silent'),
    onListening: listening.resolve,
    onChange({ fid, state }) {
      const { at, ended } = find(fid);
      at[state] ??= performance.now() / 1_000;
      if (state === 'failed') ended.reject(new Error('the conversion failed'));
      const { stored, converting, converted } = at;
      if (stored && converting && converted) {
        const durations = { waited: converting - stored, served: converted - converting };
        ended.resolve({ ...durations, claimedAt: converting, endedAt: converted });
      }
    },
  });
  await listening.promise;
  return { times: fid => find(fid).ended.promise, [Symbol.asyncDispose]: () => changes.close() };
}
