import { watchJobs } from '@vc/jobs/changes.ts';
import { createLogger } from '@vc/kit/logger.ts';

/** Times jobs by what PostgreSQL tells at each commit, so that it costs the converter nothing. */
export type JobStopwatch = AsyncDisposable & {
  /** Seconds from the claim of a job to `converted`; the job may have begun, or ended, before. Rejects when it failed. */
  time(fid: string): Promise<number>;
};

/** Starts to watch every job of a database. */
export async function startJobStopwatch(databaseUrl: string): Promise<JobStopwatch> {
  const jobs = new Map<string, { claimedAt?: number; ended: PromiseWithResolvers<number> }>();
  function find(fid: string) {
    const job = jobs.get(fid) ?? { ended: Promise.withResolvers<number>() };
    job.ended.promise.catch(() => {}); // it may fail before anybody asks for it
    jobs.set(fid, job);
    return job;
  }

  const listening = Promise.withResolvers<void>();
  const changes = watchJobs({
    url: databaseUrl,
    log: createLogger('bench', 'silent'),
    onListening: listening.resolve,
    onChange({ fid, state }) {
      const now = performance.now();
      const job = find(fid);
      if (state === 'converting') job.claimedAt ??= now;
      if (state === 'converted') job.ended.resolve((now - (job.claimedAt ?? now)) / 1_000);
      if (state === 'failed') job.ended.reject(new Error('the conversion failed'));
    },
  });
  await listening.promise;
  return { time: fid => find(fid).ended.promise, [Symbol.asyncDispose]: () => changes.close() };
}
