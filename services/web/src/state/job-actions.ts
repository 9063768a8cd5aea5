import type { Job, JobStatus } from '@vc/contracts/job.ts';
import { messageOf } from '../api/api-error.ts';
import type { JobsApi } from '../api/jobs.ts';
import type { Jobs } from './jobs.ts';

/** What can be done to jobs. */
export type JobAction = 'cancel' | 'retry' | 'delete';

/** In which states the API allows it; a job may be deleted in any. */
const ALLOWED: Record<Exclude<JobAction, 'delete'>, readonly JobStatus[]> = {
  cancel: ['stored', 'converting'],
  retry: ['failed'],
};

/** Whether the API allows this for a job in this state. */
export function isAllowed(action: JobAction, { status }: Pick<Job, 'status'>): boolean {
  return action === 'delete' || ALLOWED[action].includes(status);
}

/** Does something to each of these jobs that it is allowed for, and resolves with what went wrong: nothing, or a sentence. */
export type ActOnJobs = (action: JobAction, jobs: readonly Job[]) => Promise<string>;

export function createJobActions(api: JobsApi, jobs: Pick<Jobs, 'put' | 'remove'>): ActOnJobs {
  const perform: Record<JobAction, (fid: string) => Promise<void>> = {
    cancel: async fid => jobs.put(await api.cancel(fid)),
    retry: async fid => jobs.put(await api.retry(fid)),
    delete: async fid => {
      await api.remove(fid);
      jobs.remove(fid);
    },
  };
  return async (action, chosen) => {
    const allowed = chosen.filter(job => isAllowed(action, job));
    const outcomes = await Promise.allSettled(allowed.map(({ fid }) => perform[action](fid)));
    const failed = outcomes.find(outcome => outcome.status === 'rejected');
    return failed ? messageOf(failed.reason) : '';
  };
}
