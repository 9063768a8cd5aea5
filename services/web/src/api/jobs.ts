import type { Job } from '@vc/contracts/job.ts';
import type { Call } from './client.ts';

/** Jobs, newest first; `next` is the cursor of the following page. */
export type JobPage = { jobs: Job[]; next: string | null };

/** The calls on a user's own jobs. */
export type JobsApi = ReturnType<typeof createJobsApi>;

export function createJobsApi(call: Call) {
  return {
    list: (cursor: string | null) =>
      call<JobPage>('GET', `/jobs?limit=50${cursor === null ? '' : `&cursor=${cursor}`}`),
    find: (fid: string) => call<Job>('GET', `/jobs/${fid}`),
    cancel: (fid: string) => call<Job>('POST', `/jobs/${fid}/cancel`),
    retry: (fid: string) => call<Job>('POST', `/jobs/${fid}/retry`),
    remove: (fid: string) => call<void>('DELETE', `/jobs/${fid}`),
  };
}

/** Where the MP3 of a job is. */
export const downloadPath = (fid: string) => `/download?fid=${fid}`;
